using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;
using ImageBuild.Frameworks;
using ImageBuild.Locking;
using ImageBuild.Registries;

namespace ImageBuild.Publishing;

/// <summary>Obeys the lock file, and writes down what it did not say yet.</summary>
/// <remarks>A lock that does not fit is an error where nobody would commit the change: in CI and in locked mode.</remarks>
internal sealed class LockSession
{
    private readonly LockRequest _request;
    private readonly IBuildLog _log;
    private readonly ImageLock? _found;
    private ImageLock _lock;

    private LockSession(LockRequest request, ImageLock? found, IBuildLog log)
    {
        (_request, _log, _found) = (request, log, found);
        _lock = found ?? ImageLock.Empty;
    }

    /// <summary>What the lock says now.</summary>
    public ImageLock Lock => _lock;

    private bool IsStrict => _request.Locked || _request.ContinuousIntegration;

    /// <summary>Reads the lock file.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.LockMissing"/>, <see cref="ErrorCodes.LockDamaged"/>, <see cref="ErrorCodes.LockTooNew"/>.</exception>
    public static LockSession Open(LockRequest request, IBuildLog log)
    {
        var found = ImageLockFile.Read(request.Path);
        if (found is null && request.Locked)
            throw ErrorCodes.LockMissing.Error($"'{request.Path}' does not exist.");
        if (found is null && request.ContinuousIntegration)
            log.Warning(ErrorCodes.LockMissing, $"'{request.Path}' does not exist, so this build takes whatever packages are newest. {ErrorCodes.LockMissing.Remedy}");
        return new LockSession(request, found, log);
    }

    /// <summary>The locked base, or the one <paramref name="resolve"/> finds.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.LockStale"/>, and what <paramref name="resolve"/> throws.</exception>
    /// <param name="request">What is wanted.</param>
    /// <param name="resolve">Gets the request and what the lock said so far.</param>
    public async Task<LockedBaseOs> BaseOsAsync(BaseOsRequest request, Func<BaseOsRequest, LockedBaseOs?, Task<LockedBaseOs>> resolve)
    {
        if (_lock.TryGetBaseOs(request, out var reason) is { } locked && !_request.Update)
            return locked;
        Deviate(reason);
        var resolved = await resolve(request, _lock.FindBaseOs(request.Platform)).ConfigureAwait(false);
        _lock = _lock.WithBaseOs(request.Platform, resolved);
        return resolved;
    }

    /// <summary>The digest a base image's tag is locked to, or the one <paramref name="resolve"/> finds.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.LockStale"/>, and what <paramref name="resolve"/> throws.</exception>
    public async Task<Digest> BaseImageAsync(ImageReference reference, Func<Task<Digest>> resolve)
    {
        if (_lock.GetBaseImage(reference.ToString()) is { } locked && !_request.Update)
            return locked;
        Deviate($"does not hold the base image {reference}");
        var resolved = await resolve().ConfigureAwait(false);
        _lock = _lock.WithBaseImage(reference.ToString(), resolved);
        return resolved;
    }

    /// <summary>Compares the runtime packs with the locked ones.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.LockStale"/>, <see cref="ErrorCodes.RuntimePackNotLocked"/>.</exception>
    public void Check(Platform platform, IReadOnlyList<RuntimePack> packs)
    {
        var wanted = packs.Select(pack => new RuntimePackLock(pack.PackageId, pack.Version, pack.RuntimeIdentifier, pack.ReadContentHash())).ToList();
        var locked = _lock.GetRuntimePacks(platform);
        foreach (var pack in wanted)
        {
            if (locked.FirstOrDefault(known => known.Id == pack.Id && known.Version == pack.Version) is { } known && known.ContentHash != pack.ContentHash)
                throw ErrorCodes.RuntimePackNotLocked.Error($"The package {pack.Id} {pack.Version} from NuGet has another hash than '{_request.Path}' says.");
        }

        if (wanted.All(locked.Contains))
            return;
        Deviate($"does not hold the runtime packs {string.Join(", ", wanted.Except(locked).Select(pack => $"{pack.Id} {pack.Version}"))}");
        _lock = _lock.WithRuntimePacks(platform, wanted);
    }

    /// <summary>Notes what the layer of the default set unpacks to. CI notes nothing: nobody would commit it.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.LockStale"/>: the lock says something else.</exception>
    public void NoteBaseLayer(Platform platform, LockedLayer layer)
    {
        if (_lock.FindBaseOs(platform) is not { } baseOs || baseOs.Layer == layer)
            return;
        if (baseOs.Layer is { } other && other.Key == layer.Key)
            Deviate($"says that the base for {platform} unpacks to {other.DiffId}, but it unpacks to {layer.DiffId}");
        if (!IsStrict)
            _lock = _lock.WithBaseOs(platform, baseOs with { Layer = layer });
    }

    /// <summary>Writes the lock where it says something new.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CannotWrite"/>.</exception>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        if (ReferenceEquals(_lock, _found ?? ImageLock.Empty))
            return;
        if (await ImageLockFile.WriteAsync(_request.Path, _lock, cancellationToken).ConfigureAwait(false))
            _log.Info($"  {(_found is not null ? "updated" : "wrote")}   {_request.Path}: commit it, so that every build takes the same packages.");
    }

    private void Deviate(string reason)
    {
        if (_found is null || _request.Update)
            return;
        if (IsStrict)
            throw ErrorCodes.LockStale.Error($"'{_request.Path}' {reason}.", "Publish on a developer's machine and commit the changed lock file.");
        _log.Info($"  '{_request.Path}' {reason}; looking for the newest packages.");
    }
}
