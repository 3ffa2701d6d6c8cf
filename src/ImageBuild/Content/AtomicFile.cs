using ImageBuild.Diagnostics;

namespace ImageBuild.Content;

/// <summary>Writes a file so that it is either whole or absent: temporary name, flush, rename.</summary>
/// <remarks>A process that is killed leaves at most a file whose name starts with <see cref="TemporaryPrefix"/>, which nobody trusts.</remarks>
public static class AtomicFile
{
    /// <summary>How the names of unfinished files begin.</summary>
    public const string TemporaryPrefix = ".tmp-";

    /// <summary>Writes the bytes to <paramref name="path"/>, replacing what was there; makes the folder where needed.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CannotWrite"/>.</exception>
    public static Task WriteAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        WriteAsync(path, (stream, token) => stream.WriteAsync(bytes, token).AsTask(), cancellationToken);

    /// <summary>Lets <paramref name="write"/> fill the file, then moves it to <paramref name="path"/>.</summary>
    /// <exception cref="ImageBuildException">
    /// <see cref="ErrorCodes.CannotWrite"/>, also where <paramref name="write"/> throws an <see cref="IOException"/>; what else it
    /// throws passes through.
    /// </exception>
    public static Task WriteAsync(string path, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(path);
        return WriteAsync(
            Path.GetDirectoryName(full)!,
            full,
            async (stream, token) =>
            {
                await write(stream, token).ConfigureAwait(false);
                return Path.GetFileName(full);
            },
            cancellationToken);
    }

    /// <summary>Lets <paramref name="write"/> fill a file and tell its name afterwards, then moves it to that name in <paramref name="folder"/>.</summary>
    /// <exception cref="ImageBuildException">As above.</exception>
    internal static Task WriteNamedAsync(string folder, Func<Stream, CancellationToken, Task<string>> write, CancellationToken cancellationToken) =>
        WriteAsync(folder, folder, write, cancellationToken);

    private static async Task WriteAsync(string folder, string what, Func<Stream, CancellationToken, Task<string>> write, CancellationToken cancellationToken)
    {
        var temporary = Path.Combine(folder, TemporaryPrefix + Path.GetRandomFileName());
        try
        {
            Directory.CreateDirectory(folder);
            string name;
            var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, useAsync: true);
            await using (stream.ConfigureAwait(false))
            {
                name = await write(stream, cancellationToken).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, Path.Combine(folder, name), overwrite: true);
        }
        catch (Exception exception)
        {
            Delete(temporary);
            if (exception is IOException or UnauthorizedAccessException)
                throw ErrorCodes.CannotWrite.Error($"Writing '{what}' failed: {exception.Message}", inner: exception);
            throw;
        }
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report; the name already says that the file is unfinished.
        }
    }
}
