using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Registries;
using ImageBuild.Registries.Credentials;
using ImageBuild.Tests.Registries.Simulated;
using ImageBuild.Tests.Registries.Simulated.Profiles;

namespace ImageBuild.Tests.Registries;

/// <summary>In which requests a blob travels, and how large they are.</summary>
public class UploadTests : RegistryTest
{
    private static readonly Credential.Basic Aws = new("AWS", "x", "a test");

    [Fact]
    public async Task A_small_blob_travels_inside_the_PUT()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await network.Client(registry.Name).UploadBlobAsync("team/app", TestImages.Blob("small", 4 * MiB), null, default);

        Assert.Equal(["POST", "PUT"], registry.Seen.Skip(1).Select(request => request.Method));
    }

    [Fact]
    public async Task A_large_blob_travels_in_one_PATCH_of_known_length_without_a_range()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var blob = TestImages.Blob("large", (4 * MiB) + 1);

        var result = await network.Client(registry.Name).UploadBlobAsync("team/app", blob, null, default);

        var patch = Assert.Single(registry.Of("PATCH"));
        Assert.Equal(blob.Descriptor.Size.ToString(System.Globalization.CultureInfo.InvariantCulture), patch.Headers["Content-Length"]);
        Assert.Equal("application/octet-stream", patch.Headers["Content-Type"]);
        Assert.Equal("100-continue", patch.Headers["Expect"]);
        Assert.False(patch.Headers.ContainsKey("Content-Range"));
        Assert.False(patch.Headers.ContainsKey("Transfer-Encoding"));
        Assert.Equal(0, Assert.Single(registry.Of("PUT")).Body);
        Assert.Equal((BlobFate.Uploaded, blob.Descriptor.Size, 4), (result.Fate, result.BytesSent, result.Requests));
    }

    [Theory]
    [InlineData(UploadMethod.Chunked)]
    [InlineData(null)]
    public async Task Google_never_gets_a_Content_Range(UploadMethod? method)
    {
        var registry = new GarProfile();
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var client = network.Client(registry.Name, change: options => options with { UploadMethod = method });

        await client.UploadBlobAsync("p/r/app", TestImages.Blob("gar", 6 * MiB), null, default);

        Assert.DoesNotContain(registry.Seen, request => request.Headers.ContainsKey("Content-Range"));
    }

    [Fact]
    public async Task Github_gets_ranged_chunks_of_at_most_4_MiB()
    {
        var registry = new GhcrProfile();
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var client = network.Client(registry.Name, change: options => options with { UploadMethod = UploadMethod.Chunked, ChunkSize = 50 * MiB });

        await client.UploadBlobAsync("o/app", TestImages.Blob("ghcr", 9 * MiB), null, default);

        Assert.Equal([4 * MiB, 4 * MiB, MiB], registry.Of("PATCH").Select(request => request.Body));
    }

    [Fact]
    public async Task Github_gets_a_large_blob_in_one_unranged_PATCH()
    {
        var registry = new GhcrProfile();
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await network.Client(registry.Name).UploadBlobAsync("o/app", TestImages.Blob("ghcr", 9 * MiB), null, default);

        Assert.Equal(9 * MiB, Assert.Single(registry.Of("PATCH")).Body);
    }

    [Fact]
    public async Task Ecr_answering_201_with_a_Range_that_stays_gets_the_whole_blob()
    {
        var registry = new EcrProfile();
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var blob = TestImages.Blob("ecr", 18 * MiB);
        var client = network.Client(registry.Name, Aws, options => options with { UploadMethod = UploadMethod.Chunked });

        await client.UploadBlobAsync("team/app", blob, null, default);

        Assert.True(registry.HasBlob("team/app", blob.Descriptor.Digest));
        Assert.Equal([8 * MiB, 8 * MiB, 2 * MiB], Assert.Single(registry.Parts.Values));
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(50, 10)]
    public async Task Ecr_gets_chunks_of_5_to_10_MiB_whatever_is_asked_for(int asked, int sent)
    {
        var registry = new EcrProfile();
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var client = network.Client(registry.Name, Aws, options => options with { UploadMethod = UploadMethod.Chunked, ChunkSize = asked * MiB });

        await client.UploadBlobAsync("team/app", TestImages.Blob("ecr", 12 * MiB), null, default);

        Assert.Equal(sent * MiB, Assert.Single(registry.Parts.Values)[0]);
    }

    [Fact]
    public async Task A_repository_that_has_to_exist_is_reported_with_the_command_that_makes_it()
    {
        var registry = new EcrProfile();
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => PushAsync(network.Client(registry.Name, Aws), TestImages.Create("ecr"), "team/none"));

        Assert.Equal(ErrorCodes.RepositoryMissing, error.Code);
        Assert.Equal("Run 'aws ecr create-repository --repository-name team/none'.", error.Remedy);
    }

    [Fact]
    public async Task After_a_413_the_blob_is_sent_in_smaller_and_smaller_chunks_never_with_chunked_transfer()
    {
        var registry = new AcrProfile { MaxBody = 3 * MiB };
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var blob = TestImages.Blob("413", 9 * MiB);

        await network.Client(registry.Name).UploadBlobAsync("team/app", blob, null, default);

        Assert.True(registry.HasBlob("team/app", blob.Descriptor.Digest));
        Assert.DoesNotContain(registry.Seen, request => request.Headers.ContainsKey("Transfer-Encoding"));
        Assert.All(registry.Of("PATCH").Where(request => request.Status == 202), request => Assert.True(request.Body <= 3 * MiB));
    }

    [Fact]
    public async Task What_a_413_taught_is_remembered_for_the_next_blob()
    {
        var registry = new AcrProfile { MaxBody = 3 * MiB };
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var client = network.Client(registry.Name);
        await client.UploadBlobAsync("team/app", TestImages.Blob("first", 9 * MiB), null, default);
        var before = registry.Seen.Count;

        await client.UploadBlobAsync("team/app", TestImages.Blob("second", 9 * MiB), null, default);

        Assert.DoesNotContain(registry.Seen.Skip(before), request => request.Status == 413);
    }

    /// <summary>A proxy with a small limit: the first body that is refused is smaller than a chunk would be.</summary>
    [Theory]
    [InlineData(3500, 3000)] // one PUT
    [InlineData(7000, 3000)] // one PATCH
    [InlineData(7000, 1000)]
    [InlineData(1000, 300)]
    public async Task A_limit_below_the_chunk_size_leads_to_chunks_below_the_limit(int kiB, int limitKiB)
    {
        var registry = new SimulatedRegistry("registry.example.com") { MaxBody = limitKiB * 1024 };
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var blob = TestImages.Blob("413", kiB * 1024);

        await network.Client(registry.Name).UploadBlobAsync("team/app", blob, null, default);

        Assert.True(registry.HasBlob("team/app", blob.Descriptor.Digest));
        Assert.InRange(registry.Seen.Count(request => request.Status == 413), 1, 6);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(300)]
    [InlineData(7000)]
    [InlineData(20000)]
    public async Task A_limit_below_every_useful_chunk_is_an_error_after_a_few_tries(int kiB)
    {
        var registry = new SimulatedRegistry("registry.example.com") { MaxBody = 10 * 1024 };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => network.Client(registry.Name).UploadBlobAsync("team/app", TestImages.Blob("413", kiB * 1024), null, default));

        Assert.Equal(ErrorCodes.BodyTooLarge, error.Code);
        Assert.InRange(registry.Seen.Count(request => request.Status == 413), 1, 8);
    }

    [Fact]
    public async Task Google_answering_413_is_an_error_that_names_the_limit()
    {
        var registry = new GarProfile { MaxBody = 5 * MiB };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => network.Client(registry.Name).UploadBlobAsync("p/r/app", TestImages.Blob("gar", 6 * MiB), null, default));

        Assert.Equal(ErrorCodes.BodyTooLarge, error.Code);
        Assert.Contains("413 Request Entity Too Large", error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_Range_is_two_numbers_and_nothing_else()
    {
        var registry = new AcrProfile();
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var client = network.Client(registry.Name, change: options => options with { UploadMethod = UploadMethod.Chunked, ChunkSize = 4 * MiB });

        await client.UploadBlobAsync("team/app", TestImages.Blob("acr", 5 * MiB), null, default);

        Assert.Equal(["0-4194303", "4194304-5242879"], registry.Of("PATCH").Select(request => request.Headers["Content-Range"]));
    }

    [Fact]
    public async Task The_smallest_chunk_a_registry_asks_for_is_honoured()
    {
        var registry = new SimulatedRegistry("registry.example.com")
        {
            Before = context =>
            {
                context.Response.Headers["OCI-Chunk-Min-Length"] = (3 * MiB).ToString(System.Globalization.CultureInfo.InvariantCulture);
                return Task.FromResult(false);
            },
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var client = network.Client(registry.Name, change: options => options with { UploadMethod = UploadMethod.Chunked, ChunkSize = MiB });

        await client.UploadBlobAsync("team/app", TestImages.Blob("min", 7 * MiB), null, default);

        Assert.Equal([3 * MiB, 3 * MiB, MiB], registry.Of("PATCH").Select(request => request.Body));
    }

    [Fact]
    public async Task Gitea_which_takes_one_PATCH_gets_one()
    {
        var registry = new GiteaProfile();
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await network.Client(registry.Name).UploadBlobAsync("team/app", TestImages.Blob("gitea", 20 * MiB), null, default);

        Assert.Single(registry.Of("PATCH"));
    }

    [Fact]
    public async Task A_registry_that_refuses_a_body_in_the_PUT_gets_a_PATCH()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.Before = async context =>
        {
            if (context.Request.Method != "PUT" || context.Request.ContentLength is not > 0 || SimulatedHost.Target(context).Contains("/manifests/", StringComparison.Ordinal))
                return false;
            await SimulatedHost.ErrorAsync(context, 405, "UNSUPPORTED");
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await PushAsync(network.Client(registry.Name), TestImages.Create("old", false, 10, 20));

        Assert.Equal(3, registry.Of("PATCH").Count());
        Assert.Equal(3, registry.Of("PATCH").Count(request => request.Status == 202));
    }

    [Fact]
    public async Task A_server_that_answers_417_gets_the_body_without_Expect()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.Before = context =>
        {
            var expects = context.Request.Headers.Expect.Count > 0;
            if (expects)
                context.Response.StatusCode = 417;
            return Task.FromResult(expects);
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await PushAsync(network.Client(registry.Name), TestImages.Create("417", false, 10, 5 * MiB));

        Assert.Contains(registry.Seen, request => request.Status == 417);
    }
}
