using ImageBuild.Layers;
using ImageBuild.Tar;

namespace ImageBuild.Benchmarks.Layers;

/// <summary>Packages that share a layer whatever else happens.</summary>
internal sealed class PackageGroup(string name, IReadOnlyList<AppFile> files)
{
    public string Name => name;

    public IEnumerable<TarEntry> Entries => files.Select(file => file.Entry);

    /// <summary>Bytes, not packed.</summary>
    public long Size { get; } = files.Sum(file => file.Entry.Content?.Size ?? 0);

    /// <summary>How many packages.</summary>
    public int Count { get; } = files.Select(file => ((FileOrigin.Package)file.Origin).Id).Distinct(StringComparer.OrdinalIgnoreCase).Count();
}
