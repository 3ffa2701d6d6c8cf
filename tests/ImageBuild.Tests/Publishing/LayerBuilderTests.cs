using ImageBuild.Compression;
using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Layers;
using ImageBuild.Publishing;
using ImageBuild.Registries;
using ImageBuild.Registries.Pushing;
using ImageBuild.Tar;
using ImageBuild.Tests.Registries.Simulated;
using ImageBuild.Transfers;

namespace ImageBuild.Tests.Publishing;

/// <summary>A layer travels while the next one is made.</summary>
public sealed class LayerBuilderTests : IDisposable
{
    private static readonly ImageReference Target = ImageReference.Parse("registry.example.com/team/app");
    private readonly TemporaryFolder _folder = new();
    private readonly SimulatedRegistry _registry = new("registry.example.com");
    private readonly LogOfLines _log = new();
    private readonly BlockPackers _packers = new(CompressionFormat.Gzip, threads: 2);
    private int _read;

    public void Dispose()
    {
        _packers.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_first_layer_arrives_before_the_second_is_made_and_is_sent_once()
    {
        await using var network = await SimulatedNetwork.StartAsync(_registry);
        using var clients = network.Clients();
        await using var early = new EarlyUploads(clients, _log);
        var arrived = new TaskCompletionSource();
        _registry.Around = async (context, answer) =>
        {
            await answer();
            if (context.Request.Method == "PUT")
                arrived.TrySetResult();
        };

        var layers = await BuildAsync(clients, early, arrived.Task.WaitAsync(TimeSpan.FromMinutes(1)));
        var image = Compose(layers);
        var result = await new Pusher(clients) { Early = early }.PushAsync(PushPlan.For(image, Target.Registry, Target.Repository, ["v1"]), default);

        Assert.Equal(image.Digest, _registry.Tagged(Target.Repository, "v1"));
        Assert.All(result.Blobs, blob => Assert.Equal((BlobFate.Uploaded, blob.Descriptor.Size), (blob.Fate, blob.BytesSent)));
        Assert.Equal(image.Blobs.Sum(blob => blob.Descriptor.Size) + image.Manifest.Descriptor.Size, result.BytesSent);
        Assert.Equal(3, _registry.Of("PUT", "/blobs/").Count());
    }

    [Fact]
    public async Task What_did_not_arrive_early_is_sent_with_its_image()
    {
        var isEarly = true;
        _registry.Before = context =>
        {
            var refused = isEarly && context.Request.Method == "POST";
            if (refused)
                context.Response.StatusCode = 403;
            return Task.FromResult(refused);
        };
        await using var network = await SimulatedNetwork.StartAsync(_registry);
        using var clients = network.Clients();
        await using var early = new EarlyUploads(clients, _log);
        var layers = await BuildAsync(clients, early, Task.CompletedTask);
        await Task.WhenAll(layers.Select(layer => early.TakeAsync(Target.Registry, Target.Repository, layer.Layer.Descriptor.Digest, default)));
        isEarly = false;

        var image = Compose(layers);
        var result = await new Pusher(clients) { Early = early }.PushAsync(PushPlan.For(image, Target.Registry, Target.Repository, ["v1"]), default);

        Assert.All(result.Blobs, blob => Assert.Equal(BlobFate.Uploaded, blob.Fate));
        Assert.Equal(image.Digest, _registry.Tagged(Target.Repository, "v1"));
    }

    [Fact]
    public async Task A_push_that_begins_while_layers_queue_for_their_upload_waits_for_them_and_not_they_for_it()
    {
        // The first layer arrives only when the push is in the middle of its work, so that the second one still queues then.
        var (pushing, config) = (new TaskCompletionSource(), "");
        _registry.Around = async (context, answer) =>
        {
            var isConfig = config.Length > 0 && Uri.UnescapeDataString(SimulatedHost.Target(context)).Contains(config, StringComparison.Ordinal);
            if (isConfig)
                pushing.TrySetResult();
            else if (context.Request.Method == "PUT" && SimulatedHost.Target(context).Contains("/blobs/", StringComparison.Ordinal))
                await pushing.Task;
            await answer();
        };
        await using var network = await SimulatedNetwork.StartAsync(_registry);
        using var clients = network.Clients(options => options with { Parallelism = 1 }, places: new BlobPlaces(new ContentCache(_folder.Path)));
        await using var early = new EarlyUploads(clients, _log);
        var image = Compose(await BuildAsync(clients, early, Task.CompletedTask));
        config = image.Config.Descriptor.Digest.ToString();

        var push = new Pusher(clients) { Early = early }.PushAsync(PushPlan.For(image, Target.Registry, Target.Repository, ["v1"]), default);
        var result = await push.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.All(result.Blobs, blob => Assert.Equal((BlobFate.Uploaded, blob.Descriptor.Size), (blob.Fate, blob.BytesSent)));
    }

    [Fact]
    public async Task A_build_that_fails_leaves_no_upload_running()
    {
        var asked = new TaskCompletionSource();
        _registry.Before = async context =>
        {
            if (context.Request.Method != "POST")
                return false;
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(_registry);
        using var clients = network.Clients();
        var early = new EarlyUploads(clients, _log);
        var layers = await BuildAsync(clients, early, Task.CompletedTask);
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(1));

        await early.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));

        Assert.All(layers, layer => Assert.False(_registry.HasBlob(Target.Repository, layer.Layer.Descriptor.Digest)));
    }

    [Fact]
    public async Task Layers_are_not_read_to_look_for_them_in_a_repository_without_an_image()
    {
        await using var network = await SimulatedNetwork.StartAsync(_registry);
        using var clients = network.Clients();
        await using var early = new EarlyUploads(clients, _log);

        await BuildAsync(clients, early, Task.CompletedTask);

        Assert.NotEmpty(_registry.Of("GET", "/manifests/")); // it was looked for
        Assert.Equal(1, _read);
    }

    /// <summary>Two layers, of which the second can be made only when something has happened.</summary>
    private async Task<IReadOnlyList<BuiltLayer>> BuildAsync(RegistryClients clients, EarlyUploads early, Task untilSecond)
    {
        var request = Requests.Plain with { Destinations = [new ImageLocation.InRegistry(Target)] };
        using var archives = new HttpClient();
        var services = new BuildServices(new ContentCache(_folder.Path), archives, clients, _ => null, _log);
        var resolved = new ResolvedBase(
            new ImageConfig { Platform = new Platform("linux", "amd64") },
            Layers: [],
            [
                new LayerRecipe(LayerKind.BaseOs, "first", Digest.Of("first"), _ =>
                {
                    Interlocked.Increment(ref _read);
                    return Task.FromResult<IReadOnlyList<TarEntry>>([File("etc/first")]);
                }),
                new LayerRecipe(LayerKind.Framework, "second", Digest.Of("second"), async _ =>
                {
                    await untilSecond;
                    return [File("usr/second")];
                }),
            ],
            ImageFormat.Oci);
        var factory = new LayerFactory(services.Cache, _packers);
        return await new LayerBuilder(request, services, factory, home: null, early).BuildAsync(Requests.Platform, resolved, default);
    }

    private static Image Compose(IReadOnlyList<BuiltLayer> layers) =>
        ImageComposer.Compose(ImageFormat.Oci, new ImageConfig { Platform = new Platform("linux", "amd64") }, [.. layers.Select(layer => layer.Layer)], new Dictionary<string, string>());

    private static TarEntry File(string path) => TarEntry.File(path, FileContent.FromBytes(System.Text.Encoding.UTF8.GetBytes(path)));
}
