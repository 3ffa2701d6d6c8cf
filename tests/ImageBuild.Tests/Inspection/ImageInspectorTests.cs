using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Inspection;
using ImageBuild.Inspection.Comparing;

namespace ImageBuild.Tests.Inspection;

public sealed class ImageInspectorTests
{
    private static readonly ILayer Lower = TestLayer.Of(TestLayer.File("a", "12345"));
    private static readonly ILayer Upper = TestLayer.Of(TestLayer.File("a", "1"), TestLayer.File("b", "22"));

    [Fact]
    public async Task Sizes_shares_and_hidden_bytes_add_up()
    {
        var image = await TestImages.InspectAsync(TestImages.Of(("one", Lower), ("two", Upper)));
        Assert.Equal((Lower.Descriptor.Size + Upper.Descriptor.Size, 8, 5), (image.Size, image.UnpackedSize, image.HiddenSize));
        Assert.Equal(1, image.Layers.Sum(layer => layer.Share), 9);
        Assert.Equal([1, 2], image.Layers.Select(layer => layer.FileCount));
    }

    [Fact]
    public async Task Without_the_layers_no_layer_is_opened()
    {
        var image = TestImages.Of(("one", Lower)) with { Layers = [new Unopened(Lower.Descriptor)] };
        var inspected = await TestImages.InspectAsync(image, InspectionDepth.Manifest);
        Assert.Null(Assert.Single(inspected.Layers).Files);
    }

    [Fact]
    public async Task A_layer_that_two_platforms_share_is_read_once()
    {
        var counted = new Counted(Lower);
        Image[] images = [TestImages.Of(("one", Lower)) with { Layers = [counted] }, TestImages.Of(TestImages.Config("arm64"), ("one", Lower)) with { Layers = [counted] }];
        var index = new ImageIndex(TestImages.Of().Manifest, images);
        var inspection = await new ImageInspector().InspectAsync(InspectionTarget.Of("both", index), InspectionDepth.Layers, default);
        Assert.Equal((2, 1), (inspection.Images.Count, counted.Opened));
    }

    [Fact]
    public async Task A_layer_that_is_not_what_was_announced_is_an_error()
    {
        var other = TestImages.Of(("one", Lower)) with { Layers = [new RenamedBlob(Upper, Lower.Descriptor with { Size = Upper.Descriptor.Size })] };
        Assert.Equal(ErrorCodes.DigestMismatch, (await Assert.ThrowsAsync<ImageBuildException>(() => TestImages.InspectAsync(other))).Code);
        var unpacked = TestImages.Of(("one", new Layer(Lower, Digest.Of("other"))));
        Assert.Equal(ErrorCodes.DiffIdMismatch, (await Assert.ThrowsAsync<ImageBuildException>(() => TestImages.InspectAsync(unpacked))).Code);
        var short1 = TestImages.Of(("one", Lower), ("two", Upper)) with { Layers = [Lower] };
        Assert.Equal(ErrorCodes.InvalidImage, (await Assert.ThrowsAsync<ImageBuildException>(() => TestImages.InspectAsync(short1))).Code);
    }

    [Fact]
    public async Task What_two_images_share_is_told_by_layers_and_versions()
    {
        var inspector = new ImageInspector();
        var one = await inspector.InspectAsync(TestImages.Target(TestImages.Of(("one", Lower), ("two", Upper)), "one"), InspectionDepth.Layers, default);
        var two = await inspector.InspectAsync(TestImages.Target(TestImages.Of(("one", Lower)), "two"), InspectionDepth.Layers, default);
        var shared = new SharedContent(two).With(one.Images[0])!;
        Assert.Equal((1, Lower.Descriptor.Size, "two"), (shared.SharedLayers, shared.SharedSize, shared.Source));
        Assert.Equal([true, false], one.Images[0].Layers.Select(shared.Has));
        Assert.Null(new SharedContent(two).With(one.Images[0] with { Platform = new Platform("linux", "arm64") }));
    }

    private sealed class Unopened(Descriptor descriptor) : IBlob
    {
        public Descriptor Descriptor { get; } = descriptor;

        public ValueTask<Stream> OpenAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("The layer was opened.");
    }

    private sealed class Counted(IBlob blob) : IBlob
    {
        public int Opened { get; private set; }

        public Descriptor Descriptor => blob.Descriptor;

        public ValueTask<Stream> OpenAsync(CancellationToken cancellationToken)
        {
            Opened++;
            return blob.OpenAsync(cancellationToken);
        }
    }
}
