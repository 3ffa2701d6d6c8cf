using ImageBuild.Content;
using ImageBuild.Inspection.Packages;

namespace ImageBuild.Inspection.Comparing;

/// <summary>What an image has in common with another one: what a machine that has the other need not fetch.</summary>
/// <param name="Other">The other image.</param>
public sealed record SharedContent(ImageInspection Other)
{
    /// <summary>What one image has in common with the other's image for the same platform; null where that has none.</summary>
    public SharedImage? With(InspectedImage image) =>
        Other.Images.FirstOrDefault(other => other.Platform == image.Platform) is { } other ? new SharedImage(Other.Source, image, other) : null;
}

/// <summary>Two images of one platform side by side.</summary>
/// <param name="Source">How the user wrote the other.</param>
/// <param name="Image">The image.</param>
/// <param name="Other">The other.</param>
public sealed record SharedImage(string Source, InspectedImage Image, InspectedImage Other)
{
    private readonly HashSet<Digest> _others = [.. Other.Layers.Select(layer => layer.Descriptor.Digest)];

    /// <summary>How many layers both have.</summary>
    public int SharedLayers => Image.Layers.Count(Has);

    /// <summary>Bytes of those, packed.</summary>
    public long SharedSize => Image.Layers.Where(Has).Sum(layer => layer.Descriptor.Size);

    /// <summary>Whether the other image has a layer, byte for byte.</summary>
    public bool Has(InspectedLayer layer) => _others.Contains(layer.Descriptor.Digest);

    /// <summary>The versions of a package that the other image has.</summary>
    public IEnumerable<string> VersionsOf(PackageIdentity package) =>
        Other.Packages.Select(other => other.Identity).Where(other => other.Type == package.Type && other.Name == package.Name).Select(other => other.Version);
}
