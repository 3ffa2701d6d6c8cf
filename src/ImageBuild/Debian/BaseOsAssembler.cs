using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Tar;

namespace ImageBuild.Debian;

/// <summary>Turns chosen packages into the files of a base operating system.</summary>
/// <param name="http">From <see cref="ArchiveHttp.CreateClient"/>; not used where the cache has every package.</param>
/// <param name="cache">Where packages are kept.</param>
/// <param name="log">Told what is fetched.</param>
public sealed class BaseOsAssembler(HttpClient http, ContentCache cache, IBuildLog log)
{
    /// <summary>Raised when the same packages lead to other files. Part of <see cref="LockedBaseOs.Key"/>.</summary>
    internal const int RecipeVersion = 1;

    private const string CertificateFolder = "usr/share/ca-certificates/";

    /// <summary>How requests to archives behave; tests make them impatient.</summary>
    internal ArchiveClient Client { get; init; } = new(http, log);

    /// <summary>Fetches what the cache lacks, unpacks, and puts the tree together.</summary>
    /// <param name="baseOs">The packages.</param>
    /// <param name="sources">Where to fetch from; may be empty where the cache has every package.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Entries by path in ordinal order, parents included. The contents are held in memory.</returns>
    /// <exception cref="ImageBuildException">Any of the codes IB2002, IB2003, IB2009, IB2013 to IB2016, IB2020.</exception>
    public async Task<IReadOnlyList<TarEntry>> AssembleAsync(
        LockedBaseOs baseOs, IReadOnlyList<PackageSource> sources, CancellationToken cancellationToken)
    {
        // The names become paths in the layer; a lock may have been edited.
        if (baseOs.Packages.FirstOrDefault(package => !PoolPath.IsPackageName(package.Name)) is { } odd)
            throw ErrorCodes.LockDamaged.Error($"'{odd.Name}' is not the name of a package.");

        // base-files comes first: where two packages have the same directory, its modes are the ones that count.
        var packages = baseOs.Packages.OrderByDescending(package => package.Name == "base-files").ThenBy(package => package.Name, StringComparer.Ordinal).ToArray();
        var unpacked = await UnpackAsync(packages, sources, cancellationToken).ConfigureAwait(false);

        var root = new RootFileSystem();
        foreach (var (package, deb) in packages.Zip(unpacked))
        {
            foreach (var entry in deb.Entries.Where(entry => IsKept(package, entry)))
                root.Add(entry, package.Name);
        }

        foreach (var record in packages.Zip(unpacked).SelectMany(pair => PackageRecords.For(pair.First.Name, pair.Second, root)).ToList())
            root.Replace(record, "the base system");
        SystemFiles.AddTo(root, Bundle(unpacked));
        return root.Build();
    }

    private async Task<DebPackage[]> UnpackAsync(LockedPackage[] packages, IReadOnlyList<PackageSource> sources, CancellationToken cancellationToken)
    {
        var store = new PackageStore(Client, cache, log);
        var unpacked = new DebPackage[packages.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, 2, 8), CancellationToken = cancellationToken };

        // The largest first, so that it does not start when all others are done.
        var bySize = Enumerable.Range(0, packages.Length).OrderByDescending(index => packages[index].Size);
        await Parallel.ForEachAsync(bySize, options, async (index, token) =>
        {
            var stream = await store.OpenAsync(packages[index], sources, token).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                // What nobody will ask for is let go of at once: it is a third of all bytes.
                var deb = new DebReader(packages[index].ToString()).Read(stream);
                unpacked[index] = deb with { Entries = [.. deb.Entries.Where(entry => IsKept(packages[index], entry) || IsCertificate(entry))] };
            }
        }).ConfigureAwait(false);
        return unpacked;
    }

    private static bool IsKept(LockedPackage package, TarEntry entry) =>
        !OmittedFiles.Cover(package.Name, entry with { Path = PackagePath.Merge(entry.Path) });

    private static bool IsCertificate(TarEntry entry) =>
        entry.Kind == TarEntryKind.File
        && entry.Path.StartsWith(CertificateFolder, StringComparison.Ordinal)
        && entry.Path.EndsWith(".crt", StringComparison.Ordinal);

    /// <summary>All certificates of the packages, by path in ordinal order, each ending in a line end.</summary>
    private static byte[] Bundle(IEnumerable<DebPackage> packages)
    {
        using var bundle = new MemoryStream();
        var certificates = packages.SelectMany(package => package.Entries).Where(IsCertificate);
        foreach (var certificate in certificates.OrderBy(entry => entry.Path, StringComparer.Ordinal))
        {
            var bytes = ((FileContent.InMemory)certificate.Content!).Bytes.Span;
            bundle.Write(bytes);
            if (!bytes.EndsWith("\n"u8))
                bundle.WriteByte((byte)'\n');
        }

        return bundle.ToArray();
    }
}
