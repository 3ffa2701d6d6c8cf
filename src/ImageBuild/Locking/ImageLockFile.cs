using System.Text;
using System.Text.Json;
using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;

namespace ImageBuild.Locking;

/// <summary>Reads and writes imagebuild.lock.json.</summary>
/// <remarks>
/// The same lock is always the same bytes: fixed order, two blanks of indentation, "\n". Lists are sorted, so two people who
/// add a package each get a merge that git can do.
/// </remarks>
public static class ImageLockFile
{
    /// <summary>The format this version writes, and the newest it reads.</summary>
    public const int FormatVersion = 1;

    private static readonly LockJson Json = LockJson.Readable();

    /// <summary>Reads a lock file.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.LockDamaged"/>, <see cref="ErrorCodes.LockTooNew"/>.</exception>
    public static async Task<ImageLock?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return Parse(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false), path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ErrorCodes.LockDamaged.Error($"'{path}' cannot be read: {exception.Message}", inner: exception);
        }
    }

    /// <summary>Writes a lock file; leaves a file alone that already says the same.</summary>
    /// <returns>Whether the file changed.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CannotWrite"/>.</exception>
    public static async Task<bool> WriteAsync(string path, ImageLock imageLock, CancellationToken cancellationToken)
    {
        var bytes = Format(imageLock);
        if (File.Exists(path) && (await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false)).AsSpan().SequenceEqual(bytes))
            return false;
        await AtomicFile.WriteAsync(path, bytes, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Reads the bytes of a lock file.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="name">What to call the file in messages.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.LockDamaged"/>, <see cref="ErrorCodes.LockTooNew"/>.</exception>
    public static ImageLock Parse(ReadOnlySpan<byte> bytes, string name)
    {
        try
        {
            // Editors on Windows may have put a byte order mark in front.
            if (bytes.StartsWith(Encoding.UTF8.Preamble))
                bytes = bytes[Encoding.UTF8.Preamble.Length..];

            // The version first: a newer format need not look like ours in any other way.
            var version = JsonSerializer.Deserialize(bytes, Json.LockHeader)?.FormatVersion ?? 0;
            if (version > FormatVersion)
                throw ErrorCodes.LockTooNew.Error($"'{name}' has the format {version}; this version of ImageBuild knows {FormatVersion}.");
            if (version < 1)
                throw new JsonException("it states no format version");
            var document = JsonSerializer.Deserialize(bytes, Json.LockDocument) ?? throw new JsonException("it is empty");
            if (HasGaps(document))
                throw new JsonException("a list in it has an element that is null");
            return new ImageLock(document.Platforms, document.BaseImages);
        }
        catch (JsonException exception)
        {
            throw ErrorCodes.LockDamaged.Error($"'{name}' is not a lock file: {exception.Message}", inner: exception);
        }
    }

    /// <summary>The bytes of a lock file.</summary>
    public static byte[] Format(ImageLock imageLock)
    {
        var document = new LockDocument(
            FormatVersion,
            [.. imageLock.Platforms.Select(Sort).OrderBy(platform => platform.Platform, StringComparer.Ordinal)],
            [.. imageLock.BaseImages.OrderBy(image => image.Reference, StringComparer.Ordinal)]);
        return [.. JsonSerializer.SerializeToUtf8Bytes(document, Json.LockDocument), (byte)'\n'];
    }

    /// <summary>The deserialiser refuses null for a member but not within a list.</summary>
    private static bool HasGaps(LockDocument document) =>
        document.BaseImages.Contains(null!) || document.Platforms.Any(platform =>
            platform is null
            || platform.RuntimePacks.Contains(null!)
            || (platform.BaseOs is { } baseOs
                && (baseOs.Packages.Contains(null!) || baseOs.Added.Contains(null!) || baseOs.Sources.Any(source => source is null || source.Components.Contains(null!)))));

    private static PlatformLock Sort(PlatformLock platform) => platform with
    {
        BaseOs = platform.BaseOs is { } baseOs
            ? baseOs with { Packages = ByName(baseOs.Packages), Added = ByName(baseOs.Added) }
            : null,
        RuntimePacks = [.. platform.RuntimePacks.OrderBy(pack => pack.Id, StringComparer.Ordinal).ThenBy(pack => pack.RuntimeIdentifier, StringComparer.Ordinal)],
    };

    private static IReadOnlyList<LockedPackage> ByName(IEnumerable<LockedPackage> packages) => [.. packages.OrderBy(package => package.Name, StringComparer.Ordinal)];
}
