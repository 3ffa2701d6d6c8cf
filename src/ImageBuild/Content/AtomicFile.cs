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
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CannotWrite"/>; what <paramref name="write"/> throws passes through.</exception>
    public static async Task WriteAsync(string path, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var temporary = Path.Combine(folder, TemporaryPrefix + Path.GetRandomFileName());
        try
        {
            Directory.CreateDirectory(folder);
            var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, useAsync: true);
            await using (stream.ConfigureAwait(false))
            {
                await write(stream, cancellationToken).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception)
        {
            Delete(temporary);
            if (exception is IOException or UnauthorizedAccessException)
                throw ErrorCodes.CannotWrite.Error($"Writing '{path}' failed: {exception.Message}", inner: exception);
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
