using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Tar;

namespace ImageBuild.Debian;

/// <summary>Turns chosen packages into the files of layers.</summary>
/// <param name="http">From <see cref="ArchiveHttp.CreateClient"/>; not used where the cache has every package.</param>
/// <param name="cache">Where packages are kept.</param>
/// <param name="log">Told what is fetched, and what installation scripts would have done.</param>
public sealed class BaseOsAssembler(HttpClient http, ContentCache cache, IBuildLog log)
{
    /// <summary>Raised when the same packages lead to other files. Part of <see cref="LockedBaseOs.Key"/>.</summary>
    internal const int RecipeVersion = 1;

    /// <summary>How requests to archives behave; tests make them impatient.</summary>
    internal ArchiveClient Client { get; init; } = new(http, log);

    /// <summary>Fetches what the cache lacks of the default set, unpacks, and puts the tree together.</summary>
    /// <param name="baseOs">The packages.</param>
    /// <param name="sources">Where to fetch from; may be empty where the cache has every package.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Entries by path in ordinal order, parents included. The contents are held in memory.</returns>
    /// <exception cref="ImageBuildException">Any of the codes IB2002, IB2003, IB2009, IB2013 to IB2016, IB2020.</exception>
    public async Task<IReadOnlyList<TarEntry>> AssembleAsync(
        LockedBaseOs baseOs, IReadOnlyList<PackageSource> sources, CancellationToken cancellationToken)
    {
        CheckNames(baseOs.Packages);

        // base-files comes first: where two packages have the same directory, its modes are the ones that count.
        var packages = baseOs.Packages.OrderByDescending(package => package.Name == "base-files").ThenBy(package => package.Name, StringComparer.Ordinal).ToArray();
        var unpacked = await Unpacker(baseOs, sources).UnpackAsync(packages, new HashSet<string>(), cancellationToken).ConfigureAwait(false);

        var root = new RootFileSystem();
        AddFiles(root, unpacked);
        foreach (var record in unpacked.SelectMany(deb => DpkgDatabase.Records(deb, root)).ToList())
            root.Replace(record);
        SystemFiles.AddTo(root, Distribution.Parse(baseOs.Distribution), PackageUnpacker.CertificateBundle(unpacked));
        return root.Build();
    }

    /// <summary>The same for the added packages: what they change of the tree they are laid on.</summary>
    /// <param name="baseOs">The packages.</param>
    /// <param name="wanted">What was asked for; says whose setuid bits stay.</param>
    /// <param name="below">The tree.</param>
    /// <param name="sources">Where to fetch from.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task<IReadOnlyList<TarEntry>> AssembleAddedAsync(
        LockedBaseOs baseOs, IEnumerable<WantedPackage> wanted, BaseTree below, IReadOnlyList<PackageSource> sources, CancellationToken cancellationToken)
    {
        CheckNames(baseOs.Added);
        var packages = baseOs.Added.OrderBy(package => package.Name, StringComparer.Ordinal).ToArray();
        var setuid = wanted.Where(package => package.KeepSetuid).Select(package => package.Name).ToHashSet(StringComparer.Ordinal);
        var unpacked = await Unpacker(baseOs, sources).UnpackAsync(packages, setuid, cancellationToken).ConfigureAwait(false);

        var root = new RootFileSystem(below);
        AddFiles(root, unpacked);
        new Installing.Installation(root, below, log).Finish(unpacked);
        return root.Build();
    }

    private PackageUnpacker Unpacker(LockedBaseOs baseOs, IReadOnlyList<PackageSource> sources) => new(new PackageStore(Client, cache, sources, baseOs.Sources, log));

    private static void AddFiles(RootFileSystem root, IEnumerable<DebPackage> packages)
    {
        foreach (var deb in packages)
        {
            var owner = deb.Description;
            foreach (var entry in deb.Entries.Where(entry => PackageUnpacker.IsKept(owner.Name, entry)))
                root.Add(entry, owner);
        }
    }

    /// <summary>The names become paths in the layer; a lock may have been edited.</summary>
    private static void CheckNames(IEnumerable<LockedPackage> packages)
    {
        if (packages.FirstOrDefault(package => !PoolPath.IsPackageName(package.Name)) is { } odd)
            throw ErrorCodes.LockDamaged.Error($"'{odd.Name}' is not the name of a package.");
    }
}
