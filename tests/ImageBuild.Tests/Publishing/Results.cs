using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Layers;
using ImageBuild.Publishing;
using ImageBuild.Tests.Images;
using ImageBuild.Transfers;

namespace ImageBuild.Tests.Publishing;

/// <summary>A result as a build would return it.</summary>
internal static class Results
{
    private static readonly BuiltLayer[] Layers =
    [
        new(LayerKind.BaseOs, "debian:13", SmallImage.Layer("base"), LayerFate.Cached),
        new(LayerKind.App, "application", SmallImage.Layer("application"), LayerFate.Created),
    ];

    private static readonly ImageConfig Config = new() { Platform = new Platform("linux", "amd64"), ExposedPorts = ["53/udp", "8080/tcp"] };

    public static Image Image { get; } = ImageComposer.Compose(
        ImageFormat.Oci, Config, [.. Layers.Select(layer => layer.Layer)], new Dictionary<string, string>());

    public static DestinationResult Layout(string folder = "/src/bin/image") => new(
        "layout",
        [$"oci:{folder}:1.0", $"oci:{folder}:latest"],
        $"oci:{folder}@{Image.Digest}",
        [.. Image.Blobs.Select(blob => new TransferredBlob(blob.Descriptor, "written", blob.Descriptor.Size))],
        0);

    public static DestinationResult Registry { get; } = new(
        "registry",
        ["registry.example.org/team/app:1.0", "registry.example.org/team/app:latest"],
        $"registry.example.org/team/app@{Image.Digest}",
        [
            new(Image.Config.Descriptor, "uploaded", Image.Config.Descriptor.Size),
            new(Layers[0].Layer.Descriptor, "mounted", 0),
            new(Layers[1].Layer.Descriptor, "uploaded", 11),
        ],
        9);

    /// <summary>The same application for two platforms that share a layer.</summary>
    public static ImageResult Several()
    {
        var config = Config with { Platform = new Platform("linux", "arm64") };
        BuiltLayer[] layers = [new(LayerKind.BaseOs, "debian:13", SmallImage.Layer("arm base"), LayerFate.Created), Layers[1]];
        var other = ImageComposer.Compose(ImageFormat.Oci, config, [.. layers.Select(layer => layer.Layer)], new Dictionary<string, string>());
        var index = ImageComposer.Compose(ImageFormat.Oci, [Image, other], new Dictionary<string, string>());
        return new("team/app", ["1.0"], [new(Image, Config, Layers), new(other, config, layers)], index, []);
    }

    public static ImageResult With(params DestinationResult[] destinations) => new("team/app", ["1.0", "latest"], [new(Image, Config, Layers)], null, destinations);
}
