using System.Globalization;
using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Debian;

/// <summary>The .deb files of a lock: from the content cache, else from whichever source still has them, else from a snapshot archive.</summary>
/// <param name="client">Fetches.</param>
/// <param name="cache">Keeps what was fetched.</param>
/// <param name="sources">Where to look.</param>
/// <param name="dates">When the suites were as the lock has them.</param>
/// <param name="log">Told what is fetched.</param>
internal sealed class PackageStore(
    ArchiveClient client, ContentCache cache, IReadOnlyList<PackageSource> sources, IReadOnlyList<LockedSource> dates, IBuildLog log)
{
    /// <summary>What the address of a snapshot archive has in place of the time; apt.conf(5), Acquire::Snapshots.</summary>
    private const string SnapshotId = "@SNAPSHOTID@";
    private const string MediaType = "application/vnd.debian.binary-package";

    /// <summary>Opens a package, downloading it where needed.</summary>
    /// <returns>A seekable stream of the bytes the lock names.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.PackageGone"/>, <see cref="ErrorCodes.PackageSourceInconsistent"/>, <see cref="ErrorCodes.PackageSourceUnreachable"/>, <see cref="ErrorCodes.PackageSourceRedirected"/>, <see cref="ErrorCodes.CannotWrite"/>.</exception>
    public async Task<Stream> OpenAsync(LockedPackage package, CancellationToken cancellationToken)
    {
        var descriptor = new Descriptor(MediaType, package.Sha256, package.Size);
        if (cache.Find(descriptor) is { } cached)
        {
            var stream = await cached.OpenAsync(cancellationToken).ConfigureAwait(false);

            // Hashing costs far less than unpacking, and a damaged disk must not get into an image.
            if (await Digest.OfAsync(stream, cancellationToken).ConfigureAwait(false) == package.Sha256)
            {
                stream.Position = 0;
                return stream;
            }

            await stream.DisposeAsync().ConfigureAwait(false);
            log.Detail($"The cached file of {package} is damaged; fetching it again.");
        }

        var blob = await DownloadAsync(package, cancellationToken).ConfigureAwait(false);
        return await blob.OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<IBlob> DownloadAsync(LockedPackage package, CancellationToken cancellationToken)
    {
        if (!PoolPath.IsSafe(package.Path))
            throw ErrorCodes.LockDamaged.Error($"The path of {package} leads out of the archive.");
        var mirrors = sources.Where(source => source.Suites.Contains(package.Suite)).Select(source => source.Uri).ToList();
        var snapshots = Snapshots(package.Suite).ToList();
        ImageBuildException? unreachable = null;
        foreach (var archive in mirrors.Concat(snapshots))
        {
            try
            {
                if (await TryDownloadAsync(package, PoolPath.In(archive, package.Path), cancellationToken).ConfigureAwait(false) is { } blob)
                    return blob;
            }
            catch (ImageBuildException exception) when (exception.Code == ErrorCodes.PackageSourceUnreachable)
            {
                // Another one may be reached. A snapshot archive out of reach is no reason to hide that the mirror lacks the package.
                if (mirrors.Contains(archive))
                    unreachable = exception;
                log.Detail(exception.Cause);
            }
        }

        if (unreachable is not null)
            throw unreachable;
        throw ErrorCodes.PackageGone.Error(mirrors.Count + snapshots.Count == 0
            ? $"No package source has the suite '{package.Suite}' that {package} is locked from."
            : $"{package} ({package.Path}) is not at {string.Join(", ", mirrors.Concat(snapshots).Select(ArchiveClient.Display))}.");
    }

    private async Task<IBlob?> TryDownloadAsync(LockedPackage package, Uri address, CancellationToken cancellationToken)
    {
        IBlob? blob = null;
        await client.TryReadAsync(
            address,
            async (body, token) => blob = await StoreAsync(package, address, body, token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        if (blob is not null)
            log.Detail($"Fetched {package} ({package.Size} bytes) from {address.Host}.");
        return blob;
    }

    private async Task<IBlob> StoreAsync(LockedPackage package, Uri address, Stream body, CancellationToken cancellationToken)
    {
        try
        {
            return await cache.AddAsync(
                MediaType,
                package.Sha256,
                ArchiveClient.Display(address),
                (file, token) => ArchiveClient.CopyAsync(body, file, package.Size, address, token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (ImageBuildException exception) when (exception.Code == ErrorCodes.DigestMismatch)
        {
            throw ErrorCodes.PackageSourceInconsistent.Error($"{ArchiveClient.Display(address)} is not the file of {package} that was signed.", inner: exception);
        }
    }

    /// <summary>
    /// Snapshot archives as of the day after the lock's release file: they copy the archive a few times a day, and the
    /// archive keeps what it replaced for more than a day.
    /// </summary>
    private IEnumerable<Uri> Snapshots(string suite)
    {
        var templates = sources.SelectMany(source => source.Snapshots).Distinct(StringComparer.Ordinal);
        var date = dates.FirstOrDefault(source => source.Suite == suite)?.Date.AddDays(1);
        return from template in templates
               where date is not null || !template.Contains(SnapshotId, StringComparison.Ordinal)
               select new Uri(template.Replace(SnapshotId, date?.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }
}
