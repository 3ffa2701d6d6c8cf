using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Layouts;
using ImageBuild.Publishing;
using ImageBuild.Registries;
using ImageBuild.Tests.Images;
using ImageBuild.Transfers;
using ImageBuild.Tests.Registries;
using ImageBuild.Tests.Registries.Simulated;

namespace ImageBuild.Tests.Publishing;

public sealed class DeliveryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RegistryClients _registries = new();

    public void Dispose()
    {
        _registries.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_layout_tells_which_blobs_it_wrote_and_which_it_had()
    {
        await DeliverAsync("shared", "one", owned: false);
        var image = SmallImage.Create("amd64", "shared", "two");
        var result = await DeliverAsync("shared", "two", owned: false);
        Assert.Equal(("layout", 0), (result.Kind, result.Requests));
        Assert.Equal([$"oci:{_folder.Path}:latest"], result.References);
        Assert.Equal($"oci:{_folder.Path}@{image.Digest}", result.DigestReference);
        Assert.Equal(["written", "reused", "written"], result.Blobs.Select(blob => blob.Status));
        Assert.Equal(image.Config.Descriptor.Size + 3, result.BytesSent);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_a_layout_of_our_own_loses_the_blobs_of_earlier_images(bool owned)
    {
        await DeliverAsync("shared", "one", owned);
        await DeliverAsync("shared", "two", owned);
        Assert.Equal(!owned, File.Exists(Path.Combine(_folder.Path, "blobs", "sha256", Digest.Of("one").Hex)));
    }

    [Fact]
    public async Task Several_destinations_get_the_same_image()
    {
        var (left, right) = (Path.Combine(_folder.Path, "left"), Path.Combine(_folder.Path, "right"));
        var request = Requests.Plain with { Destinations = [In(left), In(right)] };
        var results = await new Delivery(_registries, PushHints.None, NullBuildLog.Instance).DeliverAsync(ManifestTree.Of(SmallImage.Create("amd64", "x")), [], request, default);
        Assert.Equal([$"oci:{left}:latest", $"oci:{right}:latest"], results.SelectMany(result => result.References));
        Assert.Equal(File.ReadAllBytes(Path.Combine(left, "index.json")), File.ReadAllBytes(Path.Combine(right, "index.json")));
    }

    [Fact]
    public async Task Every_destination_that_refuses_is_named_and_the_others_get_the_image()
    {
        var log = new LogOfLines();
        var (good, left, right) = (Path.Combine(_folder.Path, "good"), Path.Combine(_folder.Path, "left"), Path.Combine(_folder.Path, "right"));
        await File.WriteAllTextAsync(left, "in the way");
        await File.WriteAllTextAsync(right, "in the way");
        var image = SmallImage.Create("amd64", "x");
        var request = Requests.Plain with { Destinations = [In(left), In(good), In(right)] };

        var refusal = await Assert.ThrowsAsync<ImageBuildException>(() => new Delivery(_registries, PushHints.None, log).DeliverAsync(ManifestTree.Of(image), [], request, default));

        Assert.Contains(left, refusal.Cause, StringComparison.Ordinal);
        Assert.Contains(right, refusal.Cause, StringComparison.Ordinal);
        Assert.Equal($"  delivered oci:{good}@{image.Digest}", Assert.Single(log.Lines));
    }

    [Fact]
    public async Task An_index_goes_out_with_all_its_images_and_tags_of_the_platforms_only_where_asked_for()
    {
        var images = new[] { SmallImage.Create("amd64", "shared", "x"), SmallImage.Create("arm64", "shared", "a") };
        var index = ImageComposer.Compose(ImageFormat.Oci, images, new Dictionary<string, string>());
        var request = Requests.Plain with
        {
            Platforms = [Requests.Platform, Requests.Platform with { RuntimeIdentifier = "linux-arm64" }],
            Tags = ["1.0"],
            Destinations = [In(_folder.Path)],
        };
        var delivery = new Delivery(_registries, PushHints.None, NullBuildLog.Instance);

        var plain = Assert.Single(await delivery.DeliverAsync(ManifestTree.Of(index), [], request, default));
        Assert.Equal([$"oci:{_folder.Path}:1.0"], plain.References);
        Assert.Equal(5, plain.Blobs.Count); // two configurations and three layers: the shared one counts once
        var layout = new OciLayout(_folder.Path);
        Assert.Equal(images.Select(image => image.Digest), ManifestContent.Read(await layout.ReadManifestAsync(layout.Find("1.0"), default)).Images.Select(image => image.Digest));

        var tagged = Assert.Single(await delivery.DeliverAsync(ManifestTree.Of(index), TaggedPlatform.Of(request with { PlatformTags = true }, [.. images.Select(image => new BuiltImage(image, null!, []))]), request, default));
        Assert.Equal([$"oci:{_folder.Path}:1.0", $"oci:{_folder.Path}:1.0-linux-x64", $"oci:{_folder.Path}:1.0-linux-arm64"], tagged.References);
        Assert.Equal(images[1].Digest, layout.Find("1.0-linux-arm64").Digest);
    }

    [Fact]
    public async Task Layers_of_a_base_in_a_registry_are_fetched_once_for_all_destinations()
    {
        var (home, one, two) = (new SimulatedRegistry("base.example.com"), new SimulatedRegistry("one.example.com"), new SimulatedRegistry("two.example.com"));
        var layer = TestImages.Blob("base", 100_000);
        home.AddBlob("os", layer);
        await using var network = await SimulatedNetwork.StartAsync(home, one, two);
        var remote = new Layer(network.Client(home.Name).Blob("os", layer.Descriptor), Digest.Of("tar of base"));
        var image = ImageComposer.Compose(ImageFormat.Oci, new ImageConfig { Platform = new Platform("linux", "amd64") }, [remote, SmallImage.Layer("app")], new Dictionary<string, string>());
        var request = Requests.Plain with { Tags = ["1", "latest"], Destinations = [At(one.Name), At(two.Name)] };

        var results = await new Delivery(network.Clients(), PushHints.None, NullBuildLog.Instance).DeliverAsync(ManifestTree.Of(image), [], request, default);

        Assert.Single(home.Of("GET", layer.Descriptor.Digest.ToString()));
        Assert.All([one, two], registry => Assert.Equal([image.Digest, image.Digest], request.Tags.Select(tag => registry.Tagged(request.Repository, tag)!)));
        Assert.Equal([$"one.example.com/{request.Repository}:1", $"one.example.com/{request.Repository}:latest"], results[0].References);

        // A layout is written first, and what it has the registries get from there.
        request = request with { Destinations = [At(one.Name), In(_folder.Path), At(two.Name)], Repository = "again" };
        await new Delivery(network.Clients(), PushHints.None, NullBuildLog.Instance).DeliverAsync(ManifestTree.Of(image), [], request, default);
        Assert.Equal(2, home.Of("GET", layer.Descriptor.Digest.ToString()).Count());
    }

    [Fact]
    public void A_dry_run_says_what_would_happen_and_does_nothing()
    {
        var log = new LogOfLines();
        var image = SmallImage.Create("amd64", "x");
        var request = Requests.Plain with { Destinations = [In(_folder.Path), At("registry.example.org")] };
        new Delivery(_registries, PushHints.None, log).Explain(ManifestTree.Of(image), request);
        var plan = Assert.Single(log.Lines);
        Assert.StartsWith($"write to oci:{_folder.Path}\n", plan, StringComparison.Ordinal);
        Assert.Contains("push to registry.example.org/team/app\n", plan, StringComparison.Ordinal);
        Assert.Contains(image.Digest.ToString(), plan, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    private async Task<DestinationResult> DeliverAsync(string first, string second, bool owned)
    {
        var request = Requests.Plain with { Destinations = [In(_folder.Path)], OwnedLayout = owned ? _folder.Path : null };
        return Assert.Single(await new Delivery(_registries, PushHints.None, NullBuildLog.Instance).DeliverAsync(ManifestTree.Of(SmallImage.Create("amd64", first, second)), [], request, default));
    }

    private static ImageLocation In(string folder) => new ImageLocation.InLayout(folder, Name: null);

    private static ImageLocation At(string registry, string repository = "team/app") => new ImageLocation.InRegistry(ImageReference.Create(registry, repository));
}
