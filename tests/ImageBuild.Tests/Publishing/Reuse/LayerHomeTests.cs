using System.IO.Compression;
using ImageBuild.Compression;
using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Layers;
using ImageBuild.Publishing;
using ImageBuild.Publishing.Reuse;
using ImageBuild.Registries;
using ImageBuild.Tar;
using ImageBuild.Tests.Registries.Simulated;
using ImageBuild.Transfers;

namespace ImageBuild.Tests.Publishing.Reuse;

/// <summary>A machine that knows nothing builds what others built: from the image under the tag, and from the layer home.</summary>
public sealed class LayerHomeTests : IDisposable
{
    private const string Secret = "a secret of the fleet";
    private static readonly ImageReference Home = ImageReference.Parse("registry.example.com/fleet/layers");

    private readonly TemporaryFolder _folder = new();
    private readonly SimulatedRegistry _registry = new("registry.example.com");
    private readonly LogOfLines _log = new();
    private int _machines;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData(Secret)]
    public async Task A_fresh_machine_neither_packs_nor_sends_the_packages_of_another_service(string? secret)
    {
        await using var network = await SimulatedNetwork.StartAsync(_registry);
        var first = await BuildAsync(network, "team/one", secret: secret);
        var second = await BuildAsync(network, "team/two", secret: secret);

        Assert.Equal([LayerFate.Created, LayerFate.Created], Fates(first));
        Assert.Equal([LayerFate.Found, LayerFate.Created], Fates(second));
        Assert.Equal(first.Digest, second.Digest);
        Assert.Equal("mounted", StatusOf(second, Packages(second)));
        Assert.DoesNotContain(_registry.Of("PUT", "team/two/blobs"), request => request.Target.Contains(Uri.EscapeDataString(Packages(second).ToString()), StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_a_secret_nothing_is_fetched_to_be_checked_and_without_one_everything_is()
    {
        await using var network = await SimulatedNetwork.StartAsync(_registry);
        var packages = Packages(await BuildAsync(network, "team/one", secret: Secret));

        await BuildAsync(network, "team/two", secret: Secret);
        Assert.Empty(_registry.Of("GET", $"fleet/layers/blobs/{packages}"));

        await BuildAsync(network, "team/three", secret: null);
        Assert.Single(_registry.Of("GET", $"fleet/layers/blobs/{packages}"));
    }

    [Theory]
    [InlineData(null)] // fetched, and found to be something else
    [InlineData(Secret)] // not sealed
    [InlineData("another secret")] // sealed by somebody else
    public async Task A_layer_that_somebody_slipped_in_is_not_used(string? sealedWith)
    {
        await using var network = await SimulatedNetwork.StartAsync(_registry);
        var honest = await BuildAsync(network, "team/one", secret: null, home: false);
        var layer = honest.Images[0].Layers[0];
        var entry = new HomeEntry(layer.Layer.DiffId, layer.Packing!.ToString());
        var poison = new BytesBlob(layer.Layer.Descriptor.MediaType, Gzip("something else"));
        var seal = sealedWith == Secret ? LayerSeal.None : LayerSeal.Of(sealedWith);
        var image = entry.ToImage(layer with { Layer = new Layer(poison, layer.Layer.DiffId) }, new Platform("linux", "amd64"), seal);
        _registry.AddBlob(Home.Repository, poison);
        _registry.AddBlob(Home.Repository, image.Config);
        _registry.AddManifest(Home.Repository, image.Manifest, entry.Tag);

        var built = await BuildAsync(network, "team/two", secret: sealedWith is null ? null : Secret);

        Assert.Equal(honest.Digest, built.Digest);
        Assert.Equal(LayerFate.Created, Fates(built)[0]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Secret)]
    public async Task A_layer_whose_bytes_were_collected_as_garbage_is_made_again(string? secret)
    {
        await using var network = await SimulatedNetwork.StartAsync(_registry);
        var first = await BuildAsync(network, "team/one", secret: secret);
        _registry.Blobs.Clear();

        var second = await BuildAsync(network, "team/two", secret: secret);

        Assert.Equal(first.Digest, second.Digest);
        Assert.True(_registry.HasBlob("team/two", Packages(second)));
    }

    [Fact]
    public async Task A_registry_that_refuses_mounts_gets_the_layer_from_the_home_without_packing()
    {
        _registry.Before = context =>
        {
            var isMount = context.Request.Query.ContainsKey("mount");
            if (isMount)
                context.Response.StatusCode = 403;
            return Task.FromResult(isMount);
        };
        await using var network = await SimulatedNetwork.StartAsync(_registry);
        await BuildAsync(network, "team/one", secret: Secret);

        var second = await BuildAsync(network, "team/two", secret: Secret);

        Assert.Equal([LayerFate.Found, LayerFate.Created], Fates(second));
        Assert.Equal("uploaded", StatusOf(second, Packages(second)));
        Assert.True(_registry.HasBlob("team/two", Packages(second)));
    }

    [Fact]
    public async Task A_home_in_another_registry_serves_as_well()
    {
        var elsewhere = new SimulatedRegistry("elsewhere.example.com");
        await using var network = await SimulatedNetwork.StartAsync(_registry, elsewhere);
        var home = ImageReference.Parse("elsewhere.example.com/layers");
        var first = await BuildAsync(network, "team/one", Secret, home);

        var second = await BuildAsync(network, "team/two", Secret, home);

        Assert.Equal((first.Digest, LayerFate.Found), (second.Digest, Fates(second)[0]));
        Assert.True(_registry.HasBlob("team/two", Packages(second)));
    }

    [Fact]
    public async Task A_home_that_does_not_answer_costs_one_warning_and_no_image()
    {
        await using var network = await SimulatedNetwork.StartAsync(_registry);
        _registry.Before = context =>
        {
            var isHome = SimulatedHost.Target(context).Contains(Home.Repository, StringComparison.Ordinal);
            if (isHome)
                context.Response.StatusCode = 403;
            return Task.FromResult(isHome);
        };

        var built = await BuildAsync(network, "team/one", secret: null);

        Assert.Equal(built.Digest, _registry.Tagged("team/one", "latest"));
        Assert.StartsWith("IB5021:", Assert.Single(_log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_image_under_the_tag_is_a_home_for_its_own_layers()
    {
        await using var network = await SimulatedNetwork.StartAsync(_registry);
        var first = await BuildAsync(network, "team/one", secret: null, home: false);
        var sent = _registry.Of("PATCH", "").Count() + _registry.Of("PUT", "/blobs/").Count();

        var second = await BuildAsync(network, "team/one", secret: null, home: false);

        Assert.Equal((first.Digest, LayerFate.Found), (second.Digest, Fates(second)[0]));
        Assert.Equal(sent, _registry.Of("PATCH", "").Count() + _registry.Of("PUT", "/blobs/").Count());
    }

    [Fact]
    public async Task An_image_under_the_tag_that_lost_a_layer_is_completed()
    {
        await using var network = await SimulatedNetwork.StartAsync(_registry);
        var first = await BuildAsync(network, "team/one", secret: null, home: false);
        _registry.Blobs.Clear();
        _registry.RequiresBlobs = true;

        // The registry still says that it has the image, so only a changed application makes it look.
        var second = await BuildAsync(network, "team/one", secret: null, home: false, application: "version 2");

        Assert.Equal(first.Images[0].Layers[0].Layer.Descriptor, second.Images[0].Layers[0].Layer.Descriptor);
        Assert.All(second.Images[0].Layers, layer => Assert.True(_registry.HasBlob("team/one", layer.Layer.Descriptor.Digest)));
    }

    [Fact]
    public async Task What_is_in_the_home_already_is_not_left_there_again()
    {
        await using var network = await SimulatedNetwork.StartAsync(_registry);
        await BuildAsync(network, "team/one", secret: Secret);
        var before = _registry.Of("PUT", Home.Repository).Count();
        await BuildAsync(network, "team/two", secret: Secret);
        Assert.Equal((2, 2), (before, _registry.Of("PUT", Home.Repository).Count())); // a configuration and a manifest: the layer was linked
    }

    private static LayerFate[] Fates(ImageResult result) => [.. result.Images[0].Layers.Select(layer => layer.Fate)];

    private static Digest Packages(ImageResult result) => result.Images[0].Layers[0].Layer.Descriptor.Digest;

    private static string StatusOf(ImageResult result, Digest blob) => result.Destinations[0].Blobs.Single(delivered => delivered.Descriptor.Digest == blob).Status;

    private static byte[] Gzip(string text)
    {
        using var bytes = new MemoryStream();
        using (var packing = new GZipStream(bytes, CompressionLevel.Optimal))
            packing.Write(System.Text.Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }

    private Task<ImageResult> BuildAsync(SimulatedNetwork network, string repository, string? secret, bool home = true, string application = "app") =>
        BuildAsync(network, repository, secret, home ? Home : null, application);

    /// <summary>Every build is one of a machine that has no cache yet.</summary>
    private async Task<ImageResult> BuildAsync(SimulatedNetwork network, string repository, string? secret, ImageReference? home, string application = "app")
    {
        var machine = Path.Combine(_folder.Path, $"machine-{_machines++}");
        var request = Requests.Plain.With(plain => plain with
        {
            Base = new BaseRequest.Scratch(),
            Files =
            [
                new AppFile(TarEntry.File("app/App.dll", FileContent.FromBytes(System.Text.Encoding.UTF8.GetBytes(application))), new FileOrigin.App()),
                new AppFile(TarEntry.File("app/Dapper.dll", FileContent.FromBytes("dapper"u8.ToArray())), new FileOrigin.Package("Dapper", "2.1.66")),
            ],
        }) with
        {
            Repository = repository,
            Compression = CompressionFormat.Gzip,
            LayerHome = home,
            Lock = new LockRequest(Path.Combine(machine, "imagebuild.lock.json"), Locked: false, ContinuousIntegration: false),
            Destinations = [new ImageLocation.InRegistry(ImageReference.Create(_registry.Name, repository))],
        };
        using var archives = new HttpClient();
        var services = new BuildServices(
            new ContentCache(Path.Combine(machine, "cache")), archives, network.Clients(), name => name == LayerSeal.Variable ? secret : null, _log);
        return await new ImageBuilder(services).BuildAsync(request, default);
    }
}
