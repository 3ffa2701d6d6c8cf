using System.Text;
using System.Text.Json;
using ImageBuild.Content;
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

    /// <summary>Reads a lock file.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.LockDamaged"/>, <see cref="ErrorCodes.LockTooNew"/>.</exception>
    public static ImageLock? Read(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path), path);
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
    public static ImageLock Parse(ReadOnlyMemory<byte> bytes, string name)
    {
        // Editors on Windows may have put a byte order mark in front.
        if (bytes.Span.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        try
        {
            return LockReader.Read(bytes, name);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second one comes from text that is no Unicode.
            throw ErrorCodes.LockDamaged.Error($"'{name}' is not a lock file: {exception.Message}", inner: exception);
        }
    }

    /// <summary>The bytes of a lock file.</summary>
    public static byte[] Format(ImageLock imageLock) => LockWriter.Write(imageLock);
}
