using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Registries;
using ImageBuild.Tests.Registries.Simulated;
using ImageBuild.Tests.Registries.Simulated.Profiles;

namespace ImageBuild.Tests.Registries;

public class PullTests : RegistryTest
{
    private const string Signed = "/bucket/blob?X-Amz-Signature=%7Eabc%2D%2f%41+b&X-Amz-Expires=60";

    [Fact]
    public async Task A_blob_in_object_storage_is_fetched_without_the_login_and_with_the_URL_as_it_was_signed()
    {
        var registry = new ArtifactoryProfile { BasicLogin = ("alice", "pä:ss") };
        var blob = TestImages.Blob("stored", 1000);
        var storage = new ObjectStorage("s3.example.com", Signed, blob.Bytes.ToArray());
        registry.Before = context =>
        {
            if (!SimulatedHost.Target(context).Contains("/blobs/", StringComparison.Ordinal))
                return Task.FromResult(false);
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = "https://s3.example.com" + Signed;
            return Task.FromResult(true);
        };
        await using var network = await SimulatedNetwork.StartAsync(registry, storage);

        Assert.Equal(blob.Bytes.ToArray(), await ReadAsync(network.Client(registry.Name, Alice).Blob("docker/app", blob.Descriptor)));
        Assert.Null(Assert.Single(storage.Seen).Authorization);
    }

    [Fact]
    public async Task A_HEAD_that_redirects_to_object_storage_counts_as_there()
    {
        var registry = new ArtifactoryProfile { Storage = "https://s3.example.com/" };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        Assert.Equal(BlobPresence.Present, await network.Client(registry.Name).HeadBlobAsync("docker/app", TestImages.Blob("x", 1).Descriptor, default));
    }

    [Fact]
    public async Task A_challenge_of_a_host_we_were_redirected_to_gets_an_anonymous_token_at_most()
    {
        var blob = TestImages.Blob("proxied", 1000);
        var upstream = new SimulatedRegistry("upstream.example.com");
        var tokens = Guard(upstream, "auth.upstream.example.com");
        upstream.AddBlob("team/app", blob);
        var registry = new SimulatedRegistry("registry.example.com") { BasicLogin = ("alice", "pä:ss") };
        registry.Before = context =>
        {
            if (!SimulatedHost.Target(context).Contains("/blobs/", StringComparison.Ordinal))
                return Task.FromResult(false);
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = "https://upstream.example.com" + SimulatedHost.Target(context);
            return Task.FromResult(true);
        };
        await using var network = await SimulatedNetwork.StartAsync(registry, upstream, tokens);

        Assert.Equal(blob.Bytes.ToArray(), await ReadAsync(network.Client(registry.Name, Alice).Blob("team/app", blob.Descriptor)));
        Assert.All(tokens.Seen, request => Assert.Null(request.Authorization));
        Assert.All(upstream.Seen, request => Assert.DoesNotContain("Basic", request.Authorization ?? "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://s3.example.com/x")]
    [InlineData("https://169.254.169.254/latest")]
    [InlineData("https://[::1]/x")]
    public async Task A_redirect_to_an_internal_address_or_without_TLS_is_not_followed(string location)
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.Before = context =>
        {
            if (!SimulatedHost.Target(context).Contains("/blobs/", StringComparison.Ordinal))
                return Task.FromResult(false);
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = location;
            return Task.FromResult(true);
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => ReadAsync(network.Client(registry.Name).Blob("team/app", TestImages.Blob("x", 1).Descriptor)));

        Assert.Equal(ErrorCodes.LocationRefused, error.Code);
        Assert.Equal(["registry.example.com:443"], network.Connections.Distinct());
    }

    [Fact]
    public async Task A_download_that_breaks_off_continues_where_it_was()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var blob = TestImages.Blob("resumed", 3 * MiB);
        registry.AddBlob("team/app", blob);
        var broken = 0;
        registry.Before = async context =>
        {
            if (!SimulatedHost.Target(context).Contains("/blobs/", StringComparison.Ordinal) || Interlocked.Increment(ref broken) > 1)
                return false;
            context.Response.ContentLength = blob.Descriptor.Size;
            await context.Response.Body.WriteAsync(blob.Bytes[..MiB]);
            await context.Response.Body.FlushAsync();
            context.Abort();
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        Assert.Equal(blob.Bytes.ToArray(), await ReadAsync(network.Client(registry.Name).Blob("team/app", blob.Descriptor)));
        Assert.StartsWith("bytes=", registry.Of("GET", "/blobs/").Last().Headers["Range"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_do_not_match_the_digest_are_never_handed_out_whole()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var blob = TestImages.Blob("real", 1000);
        registry.Blobs[$"team/app@{blob.Descriptor.Digest}"] = TestImages.Blob("fake", 1000).Bytes.ToArray();
        await using var network = await SimulatedNetwork.StartAsync(registry);

        Assert.Equal(ErrorCodes.DigestMismatch, (await Assert.ThrowsAsync<ImageBuildException>(() => ReadAsync(network.Client(registry.Name).Blob("team/app", blob.Descriptor)))).Code);
    }

    [Theory]
    [InlineData(999, "IB5001")]
    [InlineData(1001, "IB3040")]
    public async Task A_blob_of_another_length_than_announced_is_refused(int length, string code)
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var blob = TestImages.Blob("length", 1000);
        registry.Blobs[$"team/app@{blob.Descriptor.Digest}"] = new byte[length];
        await using var network = await SimulatedNetwork.StartAsync(registry);

        Assert.Equal(code, (await Assert.ThrowsAsync<ImageBuildException>(() => ReadAsync(network.Client(registry.Name).Blob("team/app", blob.Descriptor)))).Code.Id);
    }

    [Fact]
    public async Task A_manifest_asked_for_by_digest_has_to_have_it()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var image = TestImages.Create("a");
        registry.AddManifest("team/app", image.Manifest, "v1");
        registry.Before = context =>
        {
            var target = SimulatedHost.Target(context);
            if (target.Contains("/manifests/sha256:", StringComparison.Ordinal))
                context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget = "/v2/team/app/manifests/v1";
            return Task.FromResult(false);
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var other = TestImages.Create("b").Digest.ToString();

        Assert.Equal(ErrorCodes.DigestMismatch, (await Assert.ThrowsAsync<ImageBuildException>(() => network.Client(registry.Name).GetManifestAsync("team/app", other, default))).Code);
    }

    [Theory]
    [InlineData("""{"schemaVersion":1,"name":"x"}""", "application/vnd.docker.distribution.manifest.v1+json", "IB3041")]
    [InlineData("""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json"}""", "application/vnd.oci.image.manifest.v1+json", "IB3042")]
    [InlineData("<html>", "text/html", "IB3042")]
    [InlineData("[]", "application/json", "IB3042")]
    public async Task A_manifest_that_is_none_or_of_schema_1_is_refused(string body, string type, string code)
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.AddManifest("team/app", new BytesBlob(type, System.Text.Encoding.UTF8.GetBytes(body)), "v1");
        await using var network = await SimulatedNetwork.StartAsync(registry);

        Assert.Equal(code, (await Assert.ThrowsAsync<ImageBuildException>(() => network.Client(registry.Name).GetManifestAsync("team/app", "v1", default))).Code.Id);
    }

    [Fact]
    public async Task An_oversized_manifest_is_not_read_to_its_end()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.AddManifest("team/app", new BytesBlob(MediaTypes.OciManifest, new byte[9 * MiB]), "v1");
        await using var network = await SimulatedNetwork.StartAsync(registry);

        Assert.Equal(ErrorCodes.ContentTooLarge, (await Assert.ThrowsAsync<ImageBuildException>(() => network.Client(registry.Name).GetManifestAsync("team/app", "v1", default))).Code);
    }

    [Fact]
    public async Task The_image_of_a_platform_is_read_without_its_layers()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var index = Store(registry);
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var image = await network.Client(registry.Name).GetImageAsync("team/app", "v1", new("linux", "arm64", "v8"), default);

        Assert.Equal(index.Images[1].Digest, image.Digest);
        Assert.Equal("linux/arm64", image.Platform.ToString());
        Assert.Equal(index.Images[1].Layers.Select(layer => layer.Descriptor), image.Layers.Select(layer => layer.Descriptor));
        Assert.DoesNotContain(registry.Seen, request => request.Target.Contains(image.Layers[0].Descriptor.Digest.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_platform_is_reported_with_those_that_are_there()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        Store(registry);
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => network.Client(registry.Name).GetImageAsync("team/app", "v1", new("linux", "s390x"), default));

        Assert.Contains("linux/amd64, linux/arm64", error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_platform_of_a_single_image_is_the_one_its_config_states()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var image = TestImages.Create("single");
        registry.AddManifest("team/app", image.Manifest, "v1");
        registry.AddBlob("team/app", image.Config);
        await using var network = await SimulatedNetwork.StartAsync(registry);

        Assert.Equal("linux/amd64", (await network.Client(registry.Name).GetImageAsync("team/app", "v1", new("linux", "arm64"), default)).Platform.ToString());
    }

    private static ImageIndex Store(SimulatedRegistry registry)
    {
        var index = TestImages.Index(TestImages.Create("amd"), TestImages.Create("arm"));
        registry.Add("team/app", ManifestTree.Of(index), "v1");
        return index;
    }

    private static async Task<byte[]> ReadAsync(IBlob blob)
    {
        await using var stream = await blob.OpenAsync(default);
        using var buffer = new MemoryStream();
        await stream.CopyToAsync(buffer);
        return buffer.ToArray();
    }
}
