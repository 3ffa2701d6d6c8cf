using ImageBuild.Tar;

namespace ImageBuild.Debian;

/// <summary>Fetches and unpacks packages side by side, as many as there are processors.</summary>
/// <param name="store">Where they are.</param>
internal sealed class PackageUnpacker(PackageStore store)
{
    private const string CertificateFolder = "usr/share/ca-certificates/";
    private const long LargePackage = 512 * 1024;

    /// <summary>Unpacks the packages. What no image gets is let go of at once: it is a third of all bytes.</summary>
    /// <param name="packages">The packages.</param>
    /// <param name="keepSetuid">The names of those whose setuid and setgid bits stay.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The packages in the same order.</returns>
    /// <exception cref="Diagnostics.ImageBuildException">A package is not to be had, or not to be trusted.</exception>
    public async Task<DebPackage[]> UnpackAsync(IReadOnlyList<LockedPackage> packages, IReadOnlySet<string> keepSetuid, CancellationToken cancellationToken)
    {
        var unpacked = new DebPackage[packages.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, 2, 8), CancellationToken = cancellationToken };

        // The largest first, so that it does not start when all others are done.
        var bySize = Enumerable.Range(0, packages.Count).OrderByDescending(index => packages[index].Size);
        await Parallel.ForEachAsync(bySize, options, async (index, token) =>
        {
            var package = packages[index];
            var stream = await store.OpenAsync(package, token).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                unpacked[index] = new DebReader(package.ToString())
                {
                    KeepSetuid = keepSetuid.Contains(package.Name),
                    Wanted = entry => IsKept(package.Name, entry) || IsCertificate(entry),
                }.Read(stream);
            }

            // The decoder leaves its window of up to 8 MB; what comes next needs memory of its own. Saves 25 MB of 200 (bench, base).
            if (package.Size > LargePackage)
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        }).ConfigureAwait(false);
        return unpacked;
    }

    /// <summary>Whether an entry goes into a layer.</summary>
    public static bool IsKept(string package, TarEntry entry) =>
        !OmittedFiles.Cover(package, entry with { Path = PackagePath.Merge(entry.Path) });

    /// <summary>All certificates of the packages, by path in ordinal order, each ending in a line end.</summary>
    public static byte[] CertificateBundle(IEnumerable<DebPackage> packages)
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

    private static bool IsCertificate(TarEntry entry) =>
        entry.Kind == TarEntryKind.File
        && entry.Path.StartsWith(CertificateFolder, StringComparison.Ordinal)
        && entry.Path.EndsWith(".crt", StringComparison.Ordinal);
}
