using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Debian;

/// <summary>The .deb files of a lock: from the content cache, else from whichever source still has them.</summary>
internal sealed class PackageStore(ArchiveClient client, ContentCache cache, IBuildLog log)
{
    private const string MediaType = "application/vnd.debian.binary-package";

    /// <summary>Opens a package, downloading it where needed.</summary>
    /// <returns>A seekable stream of the bytes the lock names.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.PackageGone"/>, <see cref="ErrorCodes.PackageSourceInconsistent"/>, <see cref="ErrorCodes.PackageSourceUnreachable"/>, <see cref="ErrorCodes.PackageSourceRedirected"/>, <see cref="ErrorCodes.CannotWrite"/>.</exception>
    public async Task<Stream> OpenAsync(LockedPackage package, IReadOnlyList<PackageSource> sources, CancellationToken cancellationToken)
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

        var blob = await DownloadAsync(package, sources, cancellationToken).ConfigureAwait(false);
        return await blob.OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<IBlob> DownloadAsync(LockedPackage package, IReadOnlyList<PackageSource> sources, CancellationToken cancellationToken)
    {
        if (!PoolPath.IsSafe(package.Path))
            throw ErrorCodes.LockDamaged.Error($"The path of {package} leads out of the archive.");
        var candidates = sources.Where(source => source.Suites.Contains(package.Suite)).ToList();
        foreach (var address in candidates.Select(source => PoolPath.In(source.Uri, package.Path)))
        {
            IBlob? blob = null;
            var found = await client.TryReadAsync(
                address,
                async (body, token) => blob = await StoreAsync(package, address, body, token).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
            if (found)
            {
                log.Detail($"Fetched {package} ({package.Size} bytes).");
                return blob!;
            }
        }

        throw ErrorCodes.PackageGone.Error(candidates.Count == 0
            ? $"No package source has the suite '{package.Suite}' that {package} is locked from."
            : $"{package} ({package.Path}) is not at {string.Join(", ", candidates.Select(source => source.Display))}.");
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
}
