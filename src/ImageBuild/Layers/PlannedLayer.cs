using ImageBuild.Tar;

namespace ImageBuild.Layers;

/// <summary>One layer of a <see cref="LayerPlan"/>.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Name">Tells it from others of its kind.</param>
/// <param name="Entries">The files, sorted by path, without the directories around them.</param>
public sealed record PlannedLayer(LayerKind Kind, string Name, IReadOnlyList<TarEntry> Entries)
{
    /// <summary>The bytes of all files.</summary>
    public long Size => Entries.Sum(entry => entry.Content?.Size ?? 0);

    /// <summary>Sorts the entries.</summary>
    internal static PlannedLayer Of(LayerKind kind, string name, IEnumerable<TarEntry> entries) =>
        new(kind, name, [.. entries.OrderBy(entry => entry.Path, StringComparer.Ordinal)]);
}
