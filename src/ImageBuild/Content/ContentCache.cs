using System.Security.Cryptography;
using System.Text.Json;
using ImageBuild.Diagnostics;

namespace ImageBuild.Content;

/// <summary>The content store of this machine: blobs by digest, shared by all projects and processes.</summary>
/// <remarks>
/// On disk: <c>blobs/sha256/&lt;hex&gt;</c>, and <c>layers/&lt;hex of the key&gt;.json</c> with what a layer key led to, which stays true
/// when the blob was deleted: whoever needs the bytes makes them again, and who pushes to a registry that has them needs none.
/// Blobs are written under a temporary name, hashed while they are written, and renamed; two processes that write the
/// same blob both end up with the same bytes, so no lock is needed. What is used gets a new time of last access, which
/// <see cref="CacheMaintenance"/> goes by; file systems that keep no such times by themselves still store one that is set.
/// docs/cache.md has the rest.
/// </remarks>
public sealed class ContentCache
{
    /// <summary>A blob used again within this time keeps its time of last use: nothing is written for a build without changes.</summary>
    private static readonly TimeSpan UseInterval = TimeSpan.FromMinutes(15);

    /// <summary>How the names of locks end.</summary>
    internal const string LockExtension = ".lock";

    /// <summary>Whoever makes a layer for longer than this is stuck; then it is made twice, which does no harm.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly TimeProvider _time;

    /// <summary>Opens the cache in a folder, which need not exist yet.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="time">Tells when a blob was used; null for the clock.</param>
    public ContentCache(string root, TimeProvider? time = null)
    {
        Root = Path.GetFullPath(root);
        BlobFolder = Path.Combine(Root, "blobs", "sha256");
        RecordFolder = Path.Combine(Root, "layers");
        PlaceFolder = Path.Combine(Root, "places");
        _time = time ?? TimeProvider.System;
    }

    /// <summary>The folder that holds everything.</summary>
    public string Root { get; }

    internal string BlobFolder { get; }

    internal string RecordFolder { get; }

    internal string PlaceFolder { get; }

    /// <summary>The folder the operating system foresees for caches: XDG_CACHE_HOME or ~/.cache, ~/Library/Caches, %LOCALAPPDATA%; "imagebuild" in it.</summary>
    /// <remarks>The environment variable IMAGEBUILD_CACHE overrides it.</remarks>
    public static string DefaultRoot(Func<string, string?> environment)
    {
        if (environment("IMAGEBUILD_CACHE") is { Length: > 0 } chosen)
            return chosen;
        if (OperatingSystem.IsWindows())
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "imagebuild", "cache");
        // The XDG specification says to ignore a path that is not absolute.
        if (environment("XDG_CACHE_HOME") is { } xdg && Path.IsPathFullyQualified(xdg))
            return Path.Combine(xdg, "imagebuild");
        var home = environment("HOME") is { Length: > 0 } set ? set : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (home.Length == 0)
            home = Path.GetTempPath();
        return OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches", "imagebuild") : Path.Combine(home, ".cache", "imagebuild");
    }

    /// <summary>The path a blob has or would have.</summary>
    public string PathOf(Digest digest) => Path.Combine(BlobFolder, digest.Hex);

    /// <summary>The path of what is remembered about a layer key.</summary>
    public string PathOfKey(Digest key) => Path.Combine(RecordFolder, key.Hex + ".json");

    /// <summary>Finds a blob by digest and length. The bytes are not read.</summary>
    public IBlob? Find(Descriptor descriptor)
    {
        var file = new FileInfo(PathOf(descriptor.Digest));
        if (!file.Exists || file.Length != descriptor.Size)
            return null;
        NoteUse(file);
        return new FileBlob(file.FullName, descriptor);
    }

    /// <summary>What a key led to; null where that is unknown. The bytes are not looked at: <see cref="FindIntactAsync"/> does that for who needs them.</summary>
    public CachedContent? Recall(Digest key)
    {
        if (ReadRecord(key) is not { } record)
            return null;
        NoteUseOfRecord(key);
        if (new FileInfo(PathOf(record.Descriptor.Digest)) is { Exists: true } blob)
            NoteUse(blob);
        return new CachedContent(record.Descriptor, record.DiffId);
    }

    /// <summary>The bytes a key led to. A file that was touched since is read and compared with its digest first.</summary>
    /// <returns>Null where they are gone, or no longer what they were.</returns>
    public async Task<FileBlob?> FindIntactAsync(Digest key, IBuildLog log, CancellationToken cancellationToken)
    {
        if (ReadRecord(key) is not { } record)
            return null;
        var digest = record.Descriptor.Digest;
        var file = new FileInfo(PathOf(digest));
        if (!file.Exists || file.Length != record.Descriptor.Size)
            return null;
        if (file.LastWriteTimeUtc.Ticks != record.Modified)
        {
            var modified = file.LastWriteTimeUtc.Ticks;
            if (await DropIfDamagedAsync(digest, log, cancellationToken).ConfigureAwait(false))
                return null;
            await WriteRecordAsync(key, record with { Modified = modified }, cancellationToken).ConfigureAwait(false);
        }

        NoteUseOfRecord(key);
        NoteUse(file);
        return new FileBlob(file.FullName, record.Descriptor);
    }

    /// <summary>Remembers what a key leads to.</summary>
    /// <param name="key">The key.</param>
    /// <param name="name">What it is, for people.</param>
    /// <param name="content">Need not be a blob of this cache.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CannotWrite"/>.</exception>
    public Task RememberAsync(Digest key, string name, CachedContent content, CancellationToken cancellationToken)
    {
        var modified = File.GetLastWriteTimeUtc(PathOf(content.Descriptor.Digest)).Ticks;
        return WriteRecordAsync(key, new CacheRecord(name, content.Descriptor, content.DiffId, modified), cancellationToken);
    }

    /// <summary>Waits until no other process makes what the key leads to.</summary>
    /// <returns>Held until it is disposed of.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CannotWrite"/>.</exception>
    public Task<FileStream> LockAsync(Digest key, CancellationToken cancellationToken) =>
        FileLock.AcquireAsync(Path.Combine(RecordFolder, key.Hex + LockExtension), Patience, FileOptions.DeleteOnClose, cancellationToken);

    /// <summary>Reads a blob that is in doubt, and deletes it where it is not what its name says.</summary>
    /// <returns>Whether it was damaged, or gone already.</returns>
    public async Task<bool> DropIfDamagedAsync(Digest digest, IBuildLog log, CancellationToken cancellationToken)
    {
        if (await IsIntactAsync(digest, cancellationToken).ConfigureAwait(false))
            return false;
        log.Warning(ErrorCodes.CacheDamaged, $"The blob {digest} in the cache '{Root}' was changed or removed; it is made again.");
        try
        {
            File.Delete(PathOf(digest));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ErrorCodes.CannotWrite.Error($"Deleting '{PathOf(digest)}' failed: {exception.Message}", inner: exception);
        }

        return true;
    }

    /// <summary>Whether a blob is there and has its digest. Reads it.</summary>
    internal async Task<bool> IsIntactAsync(Digest digest, CancellationToken cancellationToken)
    {
        try
        {
            var stream = new FileStream(PathOf(digest), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 17, useAsync: false);
            await using (stream.ConfigureAwait(false))
                return await Digest.OfAsync(stream, cancellationToken).ConfigureAwait(false) == digest;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Reads what is remembered of a key. Anything unreadable counts as unknown: it costs time, never correctness.</summary>
    internal CacheRecord? ReadRecord(Digest key)
    {
        try
        {
            return CacheRecord.FromJson(File.ReadAllBytes(PathOfKey(key)), key);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return null; // the last one comes from text that is no Unicode
        }
    }

    /// <summary>When a blob was last used: written, or noted by <see cref="NoteUse"/>.</summary>
    internal static DateTimeOffset LastUsed(FileInfo blob) => blob.LastAccessTimeUtc > blob.LastWriteTimeUtc ? blob.LastAccessTimeUtc : blob.LastWriteTimeUtc;

    private void NoteUse(FileInfo blob) => Stamp(blob, LastUsed(blob), File.SetLastAccessTimeUtc);

    /// <summary>A record's time of last change: every listing reads records, which is no use of them.</summary>
    private void NoteUseOfRecord(Digest key)
    {
        var file = new FileInfo(PathOfKey(key));
        Stamp(file, file.LastWriteTimeUtc, File.SetLastWriteTimeUtc);
    }

    private void Stamp(FileInfo file, DateTimeOffset before, Action<string, DateTime> write)
    {
        var now = _time.GetUtcNow();
        if (now - before < UseInterval)
            return;
        try
        {
            write(file.FullName, now.UtcDateTime);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A cache that is only read, or a file deleted just now; whoever opens it finds out.
        }
    }

    private Task WriteRecordAsync(Digest key, CacheRecord record, CancellationToken cancellationToken) =>
        AtomicFile.WriteAsync(PathOfKey(key), record.ToJson(key), cancellationToken);

    /// <summary>Stores what <paramref name="write"/> writes, under the digest it turns out to have.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CannotWrite"/>.</exception>
    public async Task<FileBlob> AddAsync(string mediaType, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        Descriptor? descriptor = null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await AtomicFile.WriteNamedAsync(
            BlobFolder,
            async (file, token) =>
            {
                var hashing = new HashingStream(file, hash);
                await using (hashing.ConfigureAwait(false))
                    await write(hashing, token).ConfigureAwait(false);
                descriptor = new Descriptor(mediaType, Digest.FromHash(hash.GetHashAndReset()), hashing.Count);
                return descriptor.Digest.Hex;
            },
            cancellationToken).ConfigureAwait(false);
        return new FileBlob(PathOf(descriptor!.Digest), descriptor);
    }

    /// <summary>Stores what <paramref name="write"/> writes if it has the digest it should have.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.DigestMismatch"/> (nothing is stored) or <see cref="ErrorCodes.CannotWrite"/>.</exception>
    public async Task<FileBlob> AddAsync(
        string mediaType, Digest expected, string what, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await AtomicFile.WriteAsync(
            PathOf(expected),
            async (file, token) =>
            {
                var hashing = new HashingStream(file, hash);
                await using (hashing.ConfigureAwait(false))
                    await write(hashing, token).ConfigureAwait(false);
                var actual = Digest.FromHash(hash.GetHashAndReset());
                if (actual != expected)
                    throw ErrorCodes.DigestMismatch.Error($"{what} should have the digest {expected} but has {actual}.");
            },
            cancellationToken).ConfigureAwait(false);
        return new FileBlob(PathOf(expected), new Descriptor(mediaType, expected, new FileInfo(PathOf(expected)).Length));
    }
}
