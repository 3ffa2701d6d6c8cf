using System.Text;
using ImageBuild.Diagnostics;

namespace ImageBuild.Content;

/// <summary>Which repositories of a registry have a blob, as far as builds on this machine saw to it, and whose turn it is to bring one there.</summary>
/// <remarks>
/// The services of a solution are published by several processes to several repositories. The first of them sends a layer they share, the
/// others wait for that and have it mounted. On disk: <c>places/&lt;hex&gt;</c> with a repository per line. What is said here is a hint: a registry
/// that has lost the blob answers a mount by asking for the bytes. Nothing here fails a build.
/// </remarks>
public sealed class BlobPlaces
{
    /// <summary>Registries delete what no manifest names; a memory as old as this is not worth a question.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>After that it is written anew, so that it stays young.</summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromDays(1);

    /// <summary>Longer than this takes no upload that gets anywhere; then the blob is sent twice, which does no harm.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>How many repositories are kept for a blob: one to mount from is enough, and knowing the own one saves asking.</summary>
    private const int Kept = 16;

    private readonly string _folder;
    private readonly TimeProvider _time;

    /// <param name="cache">The cache in whose folder it lies.</param>
    /// <param name="time">Tells how old a memory is; null for the clock.</param>
    public BlobPlaces(ContentCache cache, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(cache);
        (_folder, _time) = (cache.PlaceFolder, time ?? TimeProvider.System);
    }

    /// <summary>The repositories, the one noted last first; empty where nothing is known.</summary>
    public IReadOnlyList<string> Find(string registry, Digest digest)
    {
        try
        {
            var file = new FileInfo(PathOf(registry, digest));
            return file.Exists && Age(file) < Lifetime ? File.ReadAllLines(file.FullName) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>A repository to have the blob mounted from; null where none is known, and where it is in the target itself, which asking confirms.</summary>
    public string? SourceFor(string registry, string target, Digest digest) =>
        Find(registry, digest) is [var latest, ..] known && !known.Contains(target, StringComparer.Ordinal) ? latest : null;

    /// <summary>Notes that a repository has a blob.</summary>
    public async Task NoteAsync(string registry, string repository, Digest digest, CancellationToken cancellationToken)
    {
        var path = PathOf(registry, digest);
        var known = Find(registry, digest);
        try
        {
            if (known.Contains(repository, StringComparer.Ordinal) && Age(new FileInfo(path)) < Renewal)
                return;
            var lines = known.Where(other => other != repository).Prepend(repository).Take(Kept);
            await AtomicFile.WriteAsync(path, Encoding.UTF8.GetBytes(string.Join('\n', lines)), cancellationToken).ConfigureAwait(false);
        }
        catch (ImageBuildException)
        {
            // A memory that cannot be written costs the next build a few bytes.
        }
    }

    /// <summary>Waits until no other process of this machine brings the blob to the registry.</summary>
    /// <returns>Disposed of when it is there, or is not going to be; null where there was no waiting for it.</returns>
    public async Task<IAsyncDisposable?> TakeTurnAsync(string registry, Digest digest, CancellationToken cancellationToken)
    {
        try
        {
            return await FileLock.AcquireAsync(PathOf(registry, digest) + ContentCache.LockExtension, Patience, FileOptions.DeleteOnClose, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageBuildException)
        {
            return null;
        }
    }

    private TimeSpan Age(FileInfo file) => _time.GetUtcNow() - file.LastWriteTimeUtc;

    private string PathOf(string registry, Digest digest) => Path.Combine(_folder, Digest.Of($"{registry}\n{digest}").Hex);
}
