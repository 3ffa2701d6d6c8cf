using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Layouts;
using ImageBuild.Publishing;
using ImageBuild.Registries;
using ImageBuild.Tests.Images;

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
        var request = Requests.Plain with { Destinations = [new Destination.Layout(left, false), new Destination.Layout(right, false)] };
        var results = await new Delivery(_registries, PushHints.None, NullBuildLog.Instance).DeliverAsync(new([SmallImage.Create("amd64", "x")], null), request, default);
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
        var request = Requests.Plain with { Destinations = [new Destination.Layout(left, false), new Destination.Layout(good, false), new Destination.Layout(right, false)] };

        var refusal = await Assert.ThrowsAsync<ImageBuildException>(() => new Delivery(_registries, PushHints.None, log).DeliverAsync(new([image], null), request, default));

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
            Destinations = [new Destination.Layout(_folder.Path, false)],
        };
        var delivery = new Delivery(_registries, PushHints.None, NullBuildLog.Instance);

        var plain = Assert.Single(await delivery.DeliverAsync(new(images, index), request, default));
        Assert.Equal([$"oci:{_folder.Path}:1.0"], plain.References);
        Assert.Equal(5, plain.Blobs.Count); // two configurations and three layers: the shared one counts once
        var layout = new OciLayout(_folder.Path);
        Assert.Equal(images.Select(image => image.Digest), layout.ReadImageIndex(layout.Find("1.0")).Images.Select(image => image.Digest));

        var tagged = Assert.Single(await delivery.DeliverAsync(new(images, index), request with { PlatformTags = true }, default));
        Assert.Equal([$"oci:{_folder.Path}:1.0", $"oci:{_folder.Path}:1.0-linux-x64", $"oci:{_folder.Path}:1.0-linux-arm64"], tagged.References);
        Assert.Equal(images[1].Digest, layout.Find("1.0-linux-arm64").Digest);
    }

    [Fact]
    public void A_dry_run_says_what_would_happen_and_does_nothing()
    {
        var log = new LogOfLines();
        var image = SmallImage.Create("amd64", "x");
        var request = Requests.Plain with { Destinations = [new Destination.Layout(_folder.Path, true), new Destination.Registry("registry.example.org")] };
        new Delivery(_registries, PushHints.None, log).Explain(new([image], null), request);
        Assert.Equal($"would write {image.Digest} to the OCI layout '{_folder.Path}'", log.Lines.First());
        Assert.Contains(image.Digest.ToString(), log.Lines.Last(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    private async Task<DestinationResult> DeliverAsync(string first, string second, bool owned)
    {
        var request = Requests.Plain with { Destinations = [new Destination.Layout(_folder.Path, owned)] };
        return Assert.Single(await new Delivery(_registries, PushHints.None, NullBuildLog.Instance).DeliverAsync(new([SmallImage.Create("amd64", first, second)], null), request, default));
    }
}
