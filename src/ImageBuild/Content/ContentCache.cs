using System.Security.Cryptography;
using ImageBuild.Diagnostics;

namespace ImageBuild.Content;

/// <summary>The content store of this machine: blobs by digest, shared by all projects and processes.</summary>
/// <remarks>
/// On disk: <c>blobs/sha256/&lt;hex&gt;</c>, and <c>layers/&lt;hex of the key&gt;.json</c> with what a layer key led to.
/// Blobs are written under a temporary name, hashed while they are written, and renamed; two processes that write the
/// same blob both end up with the same bytes, so no lock is needed.
/// </remarks>
public sealed class ContentCache
{
    private readonly string _blobs;

    /// <summary>Opens the cache in a folder, which need not exist yet.</summary>
    public ContentCache(string root)
    {
        Root = Path.GetFullPath(root);
        _blobs = Path.Combine(Root, "blobs", "sha256");
    }

    /// <summary>The folder that holds everything.</summary>
    public string Root { get; }

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
    public string PathOf(Digest digest) => Path.Combine(_blobs, digest.Hex);

    /// <summary>The path of what is remembered about a layer key.</summary>
    public string PathOfKey(Digest key) => Path.Combine(Root, "layers", key.Hex + ".json");

    /// <summary>Finds a blob by digest and length. The bytes are not read.</summary>
    public IBlob? Find(Descriptor descriptor)
    {
        var file = new FileInfo(PathOf(descriptor.Digest));
        return file.Exists && file.Length == descriptor.Size ? new FileBlob(file.FullName, descriptor) : null;
    }

    /// <summary>Stores what <paramref name="write"/> writes, under the digest it turns out to have.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CannotWrite"/>.</exception>
    public async Task<FileBlob> AddAsync(string mediaType, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        Descriptor? descriptor = null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await AtomicFile.WriteNamedAsync(
            _blobs,
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
