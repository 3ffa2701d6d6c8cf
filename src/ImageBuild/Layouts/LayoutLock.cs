using ImageBuild.Diagnostics;

namespace ImageBuild.Layouts;

/// <summary>Keeps other processes from changing index.json between our reading and our writing it.</summary>
/// <remarks>
/// The projects of a solution are published side by side, often into one layout. The file that every layout has,
/// oci-layout, is held open exclusively meanwhile; so nothing is left behind, and a process that dies lets go of it.
/// </remarks>
internal static class LayoutLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private static ReadOnlySpan<byte> Marker => """{"imageLayoutVersion":"1.0.0"}"""u8;

    /// <summary>Waits for the others and makes the folder a layout where it is none yet.</summary>
    /// <returns>Held until it is disposed of.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CannotWrite"/>.</exception>
    public static async Task<IDisposable> AcquireAsync(string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, "oci-layout");
        var end = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (true)
        {
            try
            {
                return Open(path);
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

    private static FileStream Open(string path)
    {
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        try
        {
            if (stream.Length != Marker.Length)
            {
                stream.SetLength(0);
                stream.Write(Marker);
                stream.Flush();
            }

            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }
}
