using ImageBuild.Registries;
using ImageBuild.Tests.Registries.Simulated;
using ImageBuild.Tests.Registries.Simulated.Profiles;

namespace ImageBuild.Tests.Registries;

public class MountTests : RegistryTest
{
    [Fact]
    public async Task A_layer_from_another_registry_is_uploaded_without_asking_for_a_mount()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var image = TestImages.Create("foreign");

        await PushAsync(network.Client(registry.Name), image, hints: MountFrom("other.example.com", "base/os", [.. image.Blobs]));

        Assert.DoesNotContain(registry.Seen, request => request.Target.Contains("mount=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(500)]
    public async Task A_refused_mount_becomes_an_upload(int status)
    {
        var registry = new SimulatedRegistry("registry.example.com")
        {
            Before = context =>
            {
                var mount = context.Request.Query.ContainsKey("mount");
                if (mount)
                    context.Response.StatusCode = status;
                return Task.FromResult(mount);
            },
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var image = TestImages.Create("refused");

        var result = await PushAsync(network.Client(registry.Name), image, hints: MountFrom(registry.Name, "base/os", [.. image.Blobs]));

        Assert.All(result.Blobs, blob => Assert.Equal(BlobFate.Uploaded, blob.Fate));
        Assert.Equal(image.Digest, registry.Tagged("team/app", "v1"));
    }

    [Fact]
    public async Task A_refused_token_for_the_source_becomes_an_upload()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var tokens = Guard(registry);
        tokens.Before = async context =>
        {
            if (!SimulatedHost.Target(context).Contains("base%2Fos", StringComparison.Ordinal))
                return false;
            await SimulatedHost.WriteAsync(context, 403, "{}", "application/json");
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);
        var image = TestImages.Create("token");

        var result = await PushAsync(network.Client(registry.Name, Alice), image, hints: MountFrom(registry.Name, "base/os", [.. image.Blobs]));

        Assert.All(result.Blobs, blob => Assert.Equal(BlobFate.Uploaded, blob.Fate));
    }

    [Fact]
    public async Task The_mount_request_carries_a_token_that_may_pull_from_the_source()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var tokens = Guard(registry);
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);
        var image = TestImages.Create("mount");
        foreach (var blob in image.Blobs)
            registry.AddBlob("base/os", blob);

        var result = await PushAsync(network.Client(registry.Name, Alice), image, hints: MountFrom(registry.Name, "base/os", [.. image.Blobs]));

        Assert.All(result.Blobs, blob => Assert.Equal(BlobFate.Mounted, blob.Fate));
        var mount = registry.Of("POST", "mount=").First();
        Assert.True(tokens.Allows(mount.Authorization, "repository:base/os:pull"));
        Assert.True(tokens.Allows(mount.Authorization, "repository:team/app:pull,push"));
        Assert.Contains("&from=base%2Fos", mount.Target, StringComparison.Ordinal);
        Assert.DoesNotContain("origin=", mount.Target, StringComparison.Ordinal);
        // The token of everything else does not name the source, so a refusal of it could not have spoilt the push.
        Assert.False(tokens.Allows(registry.Of("PUT", "/manifests/").First().Authorization, "repository:base/os:pull"));
        // Destination first: some servers look at the first scope only.
        Assert.Contains(tokens.Seen, request => request.Target.IndexOf("team%2Fapp", StringComparison.Ordinal) is > 0 and var own && own < request.Target.IndexOf("base%2Fos", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Harbor_answering_401_for_a_missing_source_project_does_not_end_the_push()
    {
        var registry = new HarborProfile();
        var tokens = Guard(registry, registry.Name + ":8443");
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);
        var image = TestImages.Create("harbor");

        var result = await PushAsync(network.Client(registry.Name, Alice), image, hints: MountFrom(registry.Name, "missing/os", [.. image.Blobs]));

        Assert.All(result.Blobs, blob => Assert.Equal(BlobFate.Uploaded, blob.Fate));
    }

    [Fact]
    public async Task A_202_to_a_mount_is_continued_as_the_upload_it_opened()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var image = TestImages.Create("continued");

        await PushAsync(network.Client(registry.Name), image, hints: MountFrom(registry.Name, "base/os", [.. image.Blobs]));

        Assert.Equal(2, registry.Of("POST").Count());
        Assert.All(registry.Of("POST"), request => Assert.Contains("mount=", request.Target, StringComparison.Ordinal));
    }
}
