using ImageBuild.Diagnostics;

namespace ImageBuild.Content;

/// <summary>Keeps other processes out by holding a file open exclusively. A process that dies lets go of it.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits for the others; makes the file and its folder where they are missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="patience">How long to wait at most.</param>
    /// <param name="options">How to open it; <see cref="FileOptions.DeleteOnClose"/> leaves nothing behind.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The open file: held until it is disposed of.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CannotWrite"/>.</exception>
    public static async Task<FileStream> AcquireAsync(string path, TimeSpan patience, FileOptions options, CancellationToken cancellationToken)
    {
        var end = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (true)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, options);
            }
            catch (IOException exception) when (IsHeld(exception) && Environment.TickCount64 < end)
            {
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw ErrorCodes.CannotWrite.Error($"Writing '{path}' failed: {exception.Message}", inner: exception);
            }
        }
    }

    /// <summary>Sharing violation: EAGAIN on Linux and macOS, ERROR_SHARING_VIOLATION on Windows.</summary>
    private static bool IsHeld(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020);
}
