using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Transfers;

namespace ImageBuild.Inspection;

/// <summary>What to look into: an image or an index, from wherever.</summary>
/// <param name="Name">How the user wrote it.</param>
/// <param name="Root">What the name leads to.</param>
/// <param name="Images">The image, or those of the index.</param>
public sealed record InspectionTarget(string Name, Descriptor Root, IReadOnlyList<Image> Images)
{
    /// <summary>A single image.</summary>
    public static InspectionTarget Of(string name, Image image) => new(name, image.Manifest.Descriptor, [image]);

    /// <summary>Images of several platforms.</summary>
    public static InspectionTarget Of(string name, ImageIndex index) => new(name, index.Manifest.Descriptor, index.Images);

    /// <summary>What a source holds. Manifests are read now; configurations and layers when they are looked into.</summary>
    /// <exception cref="Diagnostics.ImageBuildException">A manifest is missing, damaged, or no image.</exception>
    public static async Task<InspectionTarget> ReadAsync(TransferSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        return MediaTypes.IsIndex(source.Root.Descriptor.MediaType)
            ? Of($"{source.Location}", await source.Store.ReadIndexAsync(source.Root, cancellationToken).ConfigureAwait(false))
            : Of($"{source.Location}", await source.Store.ReadImageAsync(source.Root, source.Platform, cancellationToken).ConfigureAwait(false));
    }
}
