
namespace ImageBuild.Content;

/// <summary>Lists, bounds and checks the local cache. Other processes may use it meanwhile.</summary>
/// <remarks>
/// Deleting is safe at any time: bytes that are gone are made again when somebody needs them. What was
/// used within <see cref="Grace"/> stays all the same, because its user may be about to deliver it.
/// </remarks>
public sealed class CacheMaintenance(ContentCache cache, TimeProvider? time = null)
{
    /// <summary>What was used as recently as this is never pruned.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    /// <summary>Unfinished files older than this belong to processes that died.</summary>
    private static readonly TimeSpan Unfinished = TimeSpan.FromDays(1);

    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    private string PrunedMarker => Path.Combine(cache.Root, "pruned");

    private DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>All blobs, the most recently used first.</summary>
    public IReadOnlyList<CacheEntry> List()
    {
        var names = Records().Where(record => record.Content is not null).ToLookup(record => record.Content!.Descriptor.Digest, record => record.Content!.Name);
        return
        [
            .. Files(cache.BlobFolder)
                .Where(file => Digest.TryFromHex(file.Name, out _))
                .Select(file => (File: file, Digest: Digest.Parse($"sha256:{file.Name}")))
                .Select(found => new CacheEntry(found.Digest, found.File.Length, ContentCache.LastUsed(found.File), [.. names[found.Digest].Distinct().Order(StringComparer.Ordinal)]))
                .OrderByDescending(entry => entry.LastUsed)
                .ThenBy(entry => entry.Digest),
        ];
    }

    /// <summary>Deletes what nobody used for too long, then what was used longest ago until the rest is small enough.</summary>
    public PruneResult Prune(CacheLimits limits)
    {
        var (kept, deleted, total) = (new List<CacheEntry>(), new List<CacheEntry>(), 0L);
        foreach (var entry in List())
        {
            var age = Now - entry.LastUsed;
            var isUnwanted = age > limits.Unused || total + entry.Size > limits.Size;
            if (age > Grace && isUnwanted && Delete(cache.PathOf(entry.Digest)))
            {
                deleted.Add(entry);
                continue;
            }

            kept.Add(entry);
            total += entry.Size;
        }

        foreach (var (file, _) in Records().Where(record => Now - record.File.LastWriteTimeUtc > limits.Unused))
            Delete(file.FullName);
        foreach (var file in Files(cache.PlaceFolder).Where(file => Now - file.LastWriteTimeUtc > BlobPlaces.Lifetime))
            Delete(file.FullName);
        DeleteLeftovers();
        return new PruneResult(deleted, kept);
    }

    /// <summary>Prunes unless somebody did so within a day.</summary>
    /// <returns>Null where it was not due.</returns>
    public PruneResult? PruneDaily(CacheLimits limits)
    {
        try
        {
            var marker = new FileInfo(PrunedMarker);
            if (marker.Exists && Now - marker.LastWriteTimeUtc < Interval)
                return null;

            // First, so that of many processes most find the work taken.
            Directory.CreateDirectory(cache.Root);
            File.WriteAllBytes(marker.FullName, []);
            File.SetLastWriteTimeUtc(marker.FullName, Now.UtcDateTime);
            return Prune(limits);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // the image is finished; a cache that cannot be tidied is no reason to fail
        }
    }

    /// <summary>Reads every blob and record, and deletes those that are not what they should be.</summary>
    public async Task<VerifyResult> VerifyAsync(CancellationToken cancellationToken)
    {
        var (intact, damaged) = (0, new List<string>());
        foreach (var file in Files(cache.BlobFolder).Where(file => !IsUnfinished(file)))
        {
            var used = file.LastAccessTimeUtc;
            var isRight = Digest.TryFromHex(file.Name, out var digest) && await cache.IsIntactAsync(digest, cancellationToken).ConfigureAwait(false);
            Note(file, isRight);
            if (isRight)
                RestoreLastUse(file, used);
        }

        foreach (var (file, record) in Records())
            Note(file, record is not null);
        DeleteLeftovers();
        return new VerifyResult(intact, damaged);

        void Note(FileInfo file, bool isRight)
        {
            if (isRight)
                intact++;
            else if (Delete(file.FullName))
                damaged.Add(Path.GetRelativePath(cache.Root, file.FullName).Replace('\\', '/'));
        }
    }

    /// <summary>Files of processes that died.</summary>
    private void DeleteLeftovers()
    {
        foreach (var file in Files(cache.BlobFolder).Concat(Files(cache.RecordFolder)).Concat(Files(cache.PlaceFolder)).Where(file => IsUnfinished(file) && Now - file.LastWriteTimeUtc > Unfinished))
            Delete(file.FullName);
    }

    /// <summary>The records with what they say; null for one that was changed on disk.</summary>
    private IEnumerable<(FileInfo File, CacheRecord? Content)> Records() =>
        Files(cache.RecordFolder)
            .Where(file => !IsUnfinished(file) && file.Extension == ".json")
            .Select(file => (file, Digest.TryFromHex(Path.GetFileNameWithoutExtension(file.Name), out var key) ? cache.ReadRecord(key) : null));

    private static bool IsUnfinished(FileInfo file) => file.Name.StartsWith(AtomicFile.TemporaryPrefix, StringComparison.Ordinal) || file.Extension == ContentCache.LockExtension;

    private static IReadOnlyList<FileInfo> Files(string folder)
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFiles().Where(file => file.Exists)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>Reading a file is no use of it, whatever the file system thinks.</summary>
    private static void RestoreLastUse(FileInfo file, DateTime used)
    {
        try
        {
            File.SetLastAccessTimeUtc(file.FullName, used);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It stays longer than it would have.
        }
    }

    private static bool Delete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // in use on Windows, or another user's; it is old enough to be met again
        }
    }
}
