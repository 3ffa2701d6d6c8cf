using ImageBuild.Layers;
using ImageBuild.Tar;

namespace ImageBuild.Benchmarks.Layers;

/// <summary>A service of the fleet as it was published.</summary>
/// <param name="Name">The name of its project.</param>
/// <param name="Files">What goes into its image.</param>
/// <param name="Needs">For each of its packages, by id, the packages it depends on.</param>
internal sealed record Service(string Name, IReadOnlyList<AppFile> Files, IReadOnlyDictionary<string, IReadOnlyList<string>> Needs)
{
    /// <summary>What a new version of a package adds to its size, in percent: enough to change places with a neighbour.</summary>
    private const int Growth = 3;

    /// <summary>Its packages.</summary>
    public IReadOnlySet<FileOrigin.Package> Packages => Files.Select(file => file.Origin).OfType<FileOrigin.Package>().ToHashSet();

    /// <summary>The same service with other contents in some files, as a new version of a package or of its own code brings them.</summary>
    public Service WithChanged(Func<FileOrigin, bool> changed) => this with
    {
        Files = [.. Files.Select(file => changed(file.Origin) ? file with { Entry = file.Entry with { Content = Change(file.Entry.Content) } } : file)],
    };

    /// <summary>The same service with a package more.</summary>
    public Service With(IEnumerable<AppFile> package) => this with { Files = [.. Files, .. package] };

    private static FileContent? Change(FileContent? content) => content switch
    {
        FileContent.OnDisk file => new FileContent.OnDisk(file.Path, file.Length + file.Length * Growth / 100) { Identity = file.Identity + "\nchanged" },
        _ => content,
    };
}
