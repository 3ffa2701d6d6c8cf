using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Inspection;

namespace ImageBuild.Tests.Inspection;

/// <summary>Images put together by hand.</summary>
internal static class TestImages
{
    public static Image Of(ImageConfig config, params (string? CreatedBy, ILayer Layer)[] layers) => ImageComposer.Compose(
        ImageFormat.Oci,
        config with { History = [.. layers.Where(layer => layer.CreatedBy is not null).Select(layer => new HistoryEntry(layer.CreatedBy))] },
        [.. layers.Select(layer => layer.Layer)],
        new Dictionary<string, string>());

    public static Image Of(params (string? CreatedBy, ILayer Layer)[] layers) => Of(Config(), layers);

    public static ImageConfig Config(string architecture = "amd64") => new() { Platform = new Platform("linux", architecture) };

    public static InspectionTarget Target(Image image, string name = "test") => InspectionTarget.Of(name, image);

    public static async Task<InspectedImage> InspectAsync(Image image, InspectionDepth depth = InspectionDepth.Layers) =>
        Assert.Single((await new ImageInspector().InspectAsync(Target(image), depth, default)).Images);
}
