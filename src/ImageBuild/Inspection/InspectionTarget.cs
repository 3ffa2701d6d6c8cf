using ImageBuild.Content;
using ImageBuild.Images;

namespace ImageBuild.Inspection;

/// <summary>What to look into: an image or an index, from wherever.</summary>
/// <param name="Name">How the user wrote it.</param>
/// <param name="Root">What the name leads to.</param>
/// <param name="Images">The image, or those of the index.</param>
public sealed record InspectionTarget(string Name, Descriptor Root, IReadOnlyList<Image> Images)
{
    /// <summary>A single image.</summary>
    public static InspectionTarget Of(string name, Image image) => new(name, image.Manifest.Descriptor, [image]);

    /// <summary>Images of several platforms. Entries that run nowhere, such as attestations, do not count.</summary>
    public static InspectionTarget Of(string name, ImageIndex index) =>
        new(name, index.Manifest.Descriptor, [.. index.Images.Where(image => image.Platform.OperatingSystem is not ("" or "unknown"))]);

    /// <summary>The images of one platform, written "linux/arm64" or "linux/arm/v7".</summary>
    /// <exception cref="Diagnostics.ImageBuildException"><see cref="Diagnostics.ErrorCodes.PlatformMissing"/>.</exception>
    public InspectionTarget For(string platform)
    {
        var images = Images.Where(image => image.Platform.ToString() == platform || image.Platform with { Variant = null } == Parse(platform)).ToList();
        return images.Count > 0
            ? this with { Images = images }
            : throw Diagnostics.ErrorCodes.PlatformMissing.Error($"'{Name}' has no image for {platform}, only for {string.Join(", ", Images.Select(image => image.Platform))}.");
    }

    private static Platform? Parse(string platform) => platform.Split('/') is [var system, var architecture] ? new Platform(system, architecture) : null;
}
