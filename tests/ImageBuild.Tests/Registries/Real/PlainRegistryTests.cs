using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Registries;

namespace ImageBuild.Tests.Registries.Real;

[Trait("Category", "Real")]
public sealed class PlainRegistryTests : IAsyncLifetime, IDisposable
{
    private RealRegistry _registry = null!;
    private RegistryClient _client = null!;

    public async Task InitializeAsync()
    {
        _registry = await RealRegistry.StartAsync();
        _client = new(_registry.Host);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _client.Dispose();
        _registry.Dispose();
    }

    [Fact]
    public async Task A_pushed_image_is_there_byte_for_byte_under_its_tags()
    {
        var image = TestImages.Create("push", false, 100_000, 6_000_000);

        var result = await PushAsync(PushPlan.For(image, _registry.Host, "team/app", ["v1", "latest"]));

        Assert.All(result.Blobs, blob => Assert.Equal(BlobFate.Uploaded, blob.Fate));
        Assert.False(result.UpToDate);
        Assert.Equal(image.Manifest.Bytes.ToArray(), (await _client.GetManifestAsync("team/app", "latest", default)).Bytes.ToArray());
        Assert.Equal(["latest", "v1"], await _client.ListTagsAsync("team/app", default).Order().ToListAsync());
        Assert.Equal(image.Blobs.Sum(blob => blob.Descriptor.Size) + (2 * image.Manifest.Bytes.Length), result.BytesSent);
    }

    [Fact]
    public async Task Pushing_the_same_again_writes_nothing()
    {
        var image = TestImages.Create("again");
        await PushAsync(PushPlan.For(image, _registry.Host, "team/again", ["v1"]));

        var result = await PushAsync(PushPlan.For(image, _registry.Host, "team/again", ["v1"]));

        Assert.True(result.UpToDate);
        Assert.Equal(0, result.BytesSent);
        Assert.Equal(1, result.Requests);
        Assert.All(result.Blobs, blob => Assert.Equal(BlobFate.Exists, blob.Fate));
    }

    [Fact]
    public async Task A_changed_layer_on_nine_that_stay_costs_seven_requests_from_the_first_to_the_last()
    {
        int[] stay = [1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000];
        await PushAsync(PushPlan.For(Changing(stay, "before"), _registry.Host, "team/change", ["v1"]));
        using var client = new RegistryClient(_registry.Host);

        var result = await new Pusher(client).PushAsync(PushPlan.For(Changing(stay, "after"), _registry.Host, "team/change", ["v1"]), default);

        Assert.Equal(7, result.Requests);
        Assert.Equal(9, result.Blobs.Count(blob => blob.Fate == BlobFate.Exists));
    }

    [Fact]
    public async Task An_old_manifest_whose_blobs_are_gone_costs_time_and_nothing_else()
    {
        int[] stay = [1000, 2000];
        var before = Changing(stay, "before");
        await PushAsync(PushPlan.For(before, _registry.Host, "team/lost", ["v1"]));
        var lost = before.Layers[0].Descriptor.Digest;
        Directory.Delete(Path.Combine(_registry.Folder, "data/docker/registry/v2/repositories/team/lost/_layers/sha256", lost.Hex), recursive: true);
        Directory.Delete(Path.Combine(_registry.Folder, "data/docker/registry/v2/blobs/sha256", lost.Hex[..2], lost.Hex), recursive: true);
        var after = Changing(stay, "after");

        await PushAsync(PushPlan.For(after, _registry.Host, "team/lost", ["v1"]));

        foreach (var blob in after.Blobs)
            Assert.Equal(BlobPresence.Present, await _client.HeadBlobAsync("team/lost", blob.Descriptor, default));
        Assert.Equal(after.Digest, (await _client.HeadManifestAsync("team/lost", "v1", default))?.Digest);
    }

    [Fact]
    public async Task A_layer_of_another_repository_is_mounted()
    {
        var image = TestImages.Create("mounted", false, 5_000_000);
        await PushAsync(PushPlan.For(image, _registry.Host, "base/os", ["v1"]));
        var sources = image.Blobs.ToDictionary(blob => blob.Descriptor.Digest, _ => ImageReference.Parse($"{_registry.Host}/base/os"));

        var result = await PushAsync(PushPlan.For(image, _registry.Host, "team/mounting", ["v1"], new() { Sources = sources }));

        Assert.All(result.Blobs, blob => Assert.Equal(("base/os", BlobFate.Mounted, 0), (blob.MountedFrom, blob.Fate, blob.BytesSent)));
    }

    [Fact]
    public async Task A_mount_from_a_repository_without_the_blob_becomes_an_upload()
    {
        var image = TestImages.Create("unmounted", false, 5_000_000);
        var sources = image.Blobs.ToDictionary(blob => blob.Descriptor.Digest, _ => ImageReference.Parse($"{_registry.Host}/nobody/here"));

        var result = await PushAsync(PushPlan.For(image, _registry.Host, "team/unmounted", ["v1"], new() { Sources = sources }));

        Assert.All(result.Blobs, blob => Assert.Equal(BlobFate.Uploaded, blob.Fate));
    }

    [Fact]
    public async Task An_index_is_pushed_with_its_images_which_get_no_tag()
    {
        var index = TestImages.Index(TestImages.Create("amd"), TestImages.Create("arm"));

        await PushAsync(PushPlan.For(index, _registry.Host, "team/multi", ["v1"]));

        Assert.Equal(index.Manifest.Descriptor, await _client.HeadManifestAsync("team/multi", "v1", default));
        Assert.Equal(["v1"], await _client.ListTagsAsync("team/multi", default).ToListAsync());
        Assert.NotNull(await _client.HeadManifestAsync("team/multi", index.Images[1].Digest.ToString(), default));
    }

    [Theory]
    [InlineData(UploadMethod.Single)]
    [InlineData(UploadMethod.Streamed)]
    [InlineData(UploadMethod.Chunked)]
    public async Task Every_upload_method_arrives(UploadMethod method)
    {
        using var client = new RegistryClient(_registry.Host, new() { UploadMethod = method, ChunkSize = 1_000_000 });
        var blob = TestImages.Blob("method" + method, 3_500_000);

        await client.UploadBlobAsync("team/methods", blob, null, default);

        Assert.Equal(BlobPresence.Present, await client.HeadBlobAsync("team/methods", blob.Descriptor, default));
    }

    [Fact]
    public async Task A_blob_of_no_bytes_is_uploaded()
    {
        var blob = new BytesBlob("application/octet-stream", ReadOnlyMemory<byte>.Empty);
        await _client.UploadBlobAsync("team/empty", blob, null, default);
        Assert.Equal(BlobPresence.Present, await _client.HeadBlobAsync("team/empty", blob.Descriptor, default));
    }

    private static Image Changing(int[] stay, string last)
    {
        IBlob[] layers = [.. stay.Select((size, index) => TestImages.Blob($"stays{index}", size)), TestImages.Blob(last, 500)];
        var config = new BytesBlob(MediaTypes.OciConfig, System.Text.Encoding.UTF8.GetBytes($$"""{"seed":"{{last}}"}"""));
        return new Image(TestImages.Manifest(config, layers), config, layers, new Platform("linux", "amd64"));
    }

    private Task<PushResult> PushAsync(PushPlan plan) => new Pusher(_client).PushAsync(plan, default);
}
