using ImageBuild.Content;
using ImageBuild.Inspection.Layers;
using ImageBuild.Inspection.Packages;
using ImageBuild.Layers;

namespace ImageBuild.Inspection;

/// <summary>A layer of an image, for people.</summary>
/// <param name="Index">Its place, the lowest 0.</param>
/// <param name="Descriptor">The packed bytes.</param>
/// <param name="DiffId">The digest of the unpacked archive, as the configuration has it.</param>
/// <param name="Label">What it holds and how it is called.</param>
/// <param name="Share">Its part of the bytes of all layers, 0 to 1.</param>
/// <param name="Files">Its entries in the order of the archive; null where the layer was not read.</param>
public sealed record InspectedLayer(int Index, Descriptor Descriptor, Digest DiffId, LayerLabel Label, double Share, IReadOnlyList<InspectedFile>? Files)
{
    /// <summary>What the layer holds; null where that cannot be told.</summary>
    public LayerKind? Kind => Label.Kind;

    /// <summary>What to call the layer.</summary>
    public string Name => Label.Name;

    /// <summary>Bytes of its files, unpacked; 0 where the layer was not read.</summary>
    public long UnpackedSize => Files?.Sum(file => file.Entry.Size) ?? 0;

    /// <summary>How many of <see cref="UnpackedSize"/> no container sees.</summary>
    public long HiddenSize => Files?.Where(file => file.IsHidden).Sum(file => file.Entry.Size) ?? 0;

    /// <summary>How many entries are no directories.</summary>
    public int FileCount => Files?.Count(IsFile) ?? 0;

    /// <summary>The packages with files in this layer, the largest first.</summary>
    public IReadOnlyList<PackageShare> Packages { get; } =
    [
        .. (Files ?? []).Where(file => file.Package is not null && IsFile(file))
            .GroupBy(file => file.Package!)
            .Select(group => new PackageShare(group.Key, group.Sum(file => file.Entry.Size), group.Count()))
            .OrderByDescending(package => package.Size)
            .ThenBy(package => package.Identity.Name, StringComparer.OrdinalIgnoreCase),
    ];

    private static bool IsFile(InspectedFile file) => file.Entry.Type != LayerEntryType.Directory;
}
