using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Inspection.Packages;

namespace ImageBuild.Inspection;

/// <summary>An image of one platform, for people.</summary>
/// <param name="Manifest">The manifest.</param>
/// <param name="Platform">What it runs on.</param>
/// <param name="Config">Its configuration.</param>
/// <param name="ConfigDigest">The digest of the configuration.</param>
/// <param name="Annotations">Those of the manifest.</param>
/// <param name="Layers">Lowest first.</param>
/// <param name="Packages">What is installed in it, by type, then name; empty where the layers were not read.</param>
/// <param name="Notes">What could not be found out, and why.</param>
public sealed record InspectedImage(
    Descriptor Manifest,
    Platform Platform,
    ImageConfig Config,
    Digest ConfigDigest,
    IReadOnlyDictionary<string, string> Annotations,
    IReadOnlyList<InspectedLayer> Layers,
    IReadOnlyList<InspectedPackage> Packages,
    IReadOnlyList<string> Notes)
{
    /// <summary>Bytes of all layers, packed: what a pull costs.</summary>
    public long Size => Layers.Sum(layer => layer.Descriptor.Size);

    /// <summary>Bytes of all files, unpacked; 0 where the layers were not read.</summary>
    public long UnpackedSize => Layers.Sum(layer => layer.UnpackedSize);

    /// <summary>How many of <see cref="UnpackedSize"/> no container sees, because a higher layer replaces or removes the file.</summary>
    public long HiddenSize => Layers.Sum(layer => layer.HiddenSize);
}

/// <summary>What an inspection found.</summary>
/// <param name="Source">How the user wrote it.</param>
/// <param name="Root">What that leads to: a manifest or an index.</param>
/// <param name="Depth">How much was read.</param>
/// <param name="Images">The images, one a platform.</param>
public sealed record ImageInspection(string Source, Descriptor Root, InspectionDepth Depth, IReadOnlyList<InspectedImage> Images);
