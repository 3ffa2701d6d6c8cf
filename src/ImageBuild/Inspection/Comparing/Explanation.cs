using ImageBuild.Content;

namespace ImageBuild.Inspection.Comparing;

/// <summary>Why one image differs from another of the same platform.</summary>
/// <param name="Platform">What the images run on.</param>
/// <param name="Before">The manifest of the first.</param>
/// <param name="After">The manifest of the second.</param>
/// <param name="Settings">Fields of configuration and manifest that differ.</param>
/// <param name="Layers">All layers, also those that are the same.</param>
/// <param name="Packages">Packages that differ, over all layers.</param>
/// <param name="Causes">Inputs of the build that explain it.</param>
public sealed record ImageChange(
    Platform Platform,
    Descriptor Before,
    Descriptor After,
    IReadOnlyList<SettingChange> Settings,
    IReadOnlyList<LayerChange> Layers,
    IReadOnlyList<PackageChange> Packages,
    IReadOnlyList<Cause> Causes)
{
    /// <summary>Whether they are the same image, byte for byte.</summary>
    public bool IsSame => Before.Digest == After.Digest;

    /// <summary>How many layers are the same.</summary>
    public int SameLayers => Layers.Count(layer => layer.Difference is Difference.Same or Difference.Moved);

    /// <summary>Bytes that somebody who has the first has to fetch for the second.</summary>
    public long NewSize => Layers.Sum(layer => layer.NewSize);
}

/// <summary>Why what one name leads to differs from what another leads to.</summary>
/// <param name="Before">How the user wrote the first.</param>
/// <param name="After">How the user wrote the second.</param>
/// <param name="Images">Platforms both have.</param>
/// <param name="Removed">Platforms only the first has.</param>
/// <param name="Added">Platforms only the second has.</param>
public sealed record Explanation(
    string Before, string After, IReadOnlyList<ImageChange> Images, IReadOnlyList<Platform> Removed, IReadOnlyList<Platform> Added)
{
    /// <summary>Whether all images are the same, byte for byte. An index around them does not count.</summary>
    public bool IsSame => Removed.Count == 0 && Added.Count == 0 && Images.All(image => image.IsSame);
}
