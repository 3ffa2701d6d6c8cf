using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Layouts;

/// <summary>Keeps other processes from changing index.json between our reading and our writing it.</summary>
/// <remarks>
/// The projects of a solution are published side by side, often into one layout. The file that every layout has,
/// oci-layout, is held open exclusively meanwhile; so nothing is left behind.
/// </remarks>
internal static class LayoutLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static ReadOnlySpan<byte> Marker => """{"imageLayoutVersion":"1.0.0"}"""u8;

    /// <summary>Waits for the others and makes the folder a layout where it is none yet.</summary>
    /// <returns>Held until it is disposed of.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CannotWrite"/>.</exception>
    public static async Task<IDisposable> AcquireAsync(string folder, CancellationToken cancellationToken)
    {
        var stream = await FileLock.AcquireAsync(Path.Combine(folder, "oci-layout"), Patience, FileOptions.None, cancellationToken).ConfigureAwait(false);
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
        catch (IOException exception)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw ErrorCodes.CannotWrite.Error($"Writing '{stream.Name}' failed: {exception.Message}", inner: exception);
        }
    }
}
