using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Locking;

namespace ImageBuild.Publishing;

/// <summary>Writes the lock of an image without making the image.</summary>
public sealed class ImageLocker(BuildServices services)
{
    /// <summary>Decides everything a build would, and writes it down.</summary>
    /// <param name="platforms">What the image stands on for each platform; other platforms of the lock stay as they are.</param>
    /// <param name="request">The file, and whether what it says counts.</param>
    /// <param name="isDryRun">Write nothing.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What changes, as lines for people.</returns>
    /// <exception cref="ImageBuildException">The packages or the base cannot be had, or the file cannot be written.</exception>
    public async Task<IReadOnlyList<string>> LockAsync(
        IReadOnlyList<(Platform Platform, BaseRequest Base)> platforms, LockRequest request, bool isDryRun, CancellationToken cancellationToken)
    {
        var before = ImageLockFile.Read(request.Path) ?? ImageLock.Empty;
        var session = LockSession.Open(request, services.Log);
        foreach (var (platform, baseRequest) in platforms)
            await BaseResolver.ResolveAsync(baseRequest, platform, session, services, cancellationToken).ConfigureAwait(false);
        if (!isDryRun)
            await session.SaveAsync(cancellationToken).ConfigureAwait(false);
        return LockComparison.Lines(before, session.Lock);
    }
}
