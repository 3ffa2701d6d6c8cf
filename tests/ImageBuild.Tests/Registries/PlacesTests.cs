using ImageBuild.Content;
using ImageBuild.Registries;
using ImageBuild.Tests.Registries.Simulated;

namespace ImageBuild.Tests.Registries;

/// <summary>Builds on one machine, each a process of its own in real life, that push images with layers in common to one registry.</summary>
public sealed class PlacesTests : RegistryTest, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SimulatedRegistry _registry = new("registry.example.com");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_layer_that_an_earlier_push_brought_elsewhere_is_mounted_by_one_request()
    {
        await using var network = await SimulatedNetwork.StartAsync(_registry);
        var image = TestImages.Create("same", false, 100_000);
        await PushAsync(network, "team/one");
        var before = _registry.Seen.Count;

        var result = await PushAsync(network, "team/two");
        var layer = image.Layers[0].Descriptor.Digest;

        Assert.Equal(BlobFate.Mounted, result.Blobs.Single(blob => blob.Descriptor.Digest == layer).Fate);
        Assert.Equal("POST", Assert.Single(_registry.Seen.Skip(before), request => Uri.UnescapeDataString(request.Target).Contains(layer.ToString(), StringComparison.Ordinal)).Method);
    }

    [Fact]
    public async Task A_layer_that_is_in_the_repository_itself_is_asked_for_and_not_mounted()
    {
        await using var network = await SimulatedNetwork.StartAsync(_registry);
        await PushAsync(network, "team/one", "1");
        var result = await PushAsync(network, "team/one", "2", "another configuration");
        Assert.DoesNotContain(_registry.Seen, request => request.Target.Contains("mount=", StringComparison.Ordinal));
        Assert.Equal(BlobFate.Exists, result.Blobs[^1].Fate);
    }

    [Fact]
    public async Task A_registry_that_lost_the_layer_gets_it_again()
    {
        await using var network = await SimulatedNetwork.StartAsync(_registry);
        await PushAsync(network, "team/one");
        _registry.Blobs.Clear();
        var result = await PushAsync(network, "team/two");
        Assert.All(result.Blobs, blob => Assert.Equal(BlobFate.Uploaded, blob.Fate));
        Assert.All(result.Blobs, blob => Assert.True(_registry.HasBlob("team/two", blob.Descriptor.Digest)));
    }

    [Fact]
    public async Task Many_at_once_send_a_layer_once()
    {
        await using var network = await SimulatedNetwork.StartAsync(_registry);
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(at => Task.Run(() => PushAsync(network, $"team/service-{at}", config: $"{at}"))));
        Assert.Single(results, result => result.Blobs[^1].Fate == BlobFate.Uploaded);
        Assert.Equal(7, results.Count(result => result.Blobs[^1].Fate == BlobFate.Mounted));
    }

    [Fact]
    public async Task One_that_fails_lets_the_others_go_on()
    {
        await using var network = await SimulatedNetwork.StartAsync(_registry);
        _registry.Before = context =>
        {
            var isFirst = SimulatedHost.Target(context).Contains("/team/service-0/blobs/", StringComparison.Ordinal);
            if (isFirst)
                context.Response.StatusCode = 403;
            return Task.FromResult(isFirst);
        };
        var pushes = Enumerable.Range(0, 4).Select(at => Task.Run(() => PushAsync(network, $"team/service-{at}", config: $"{at}"))).ToList();
        await Assert.ThrowsAsync<ImageBuild.Diagnostics.ImageBuildException>(() => pushes[0]);
        Assert.All((await Task.WhenAll(pushes.Skip(1))).Select(result => result.Blobs[^1]), blob => Assert.NotEqual(BlobFate.Exists, blob.Fate));
    }

    /// <summary>With clients of its own, as another process has.</summary>
    private Task<PushResult> PushAsync(SimulatedNetwork network, string repository, string tag = "v1", string config = "")
    {
        var image = TestImages.Create("same", false, 100_000);
        if (config.Length > 0)
            image = TestImages.WithConfig(image, config);
        var clients = network.Clients(places: new BlobPlaces(new ContentCache(_folder.Path)));
        return new Pusher(clients).PushAsync(PushPlan.For(image, _registry.Name, repository, [tag]), default);
    }
}
