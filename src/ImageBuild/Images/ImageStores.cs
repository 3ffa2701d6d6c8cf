using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Images;

/// <summary>What can be done with any place that holds images.</summary>
public static class ImageStores
{
    /// <summary>The largest configuration that is read into memory, in bytes.</summary>
    public const int MaxConfigSize = 16 * 1024 * 1024;

    /// <summary>Reads a configuration or another small blob as a whole, checked against its digest.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.ContentTooLarge"/>, <see cref="ErrorCodes.DigestMismatch"/>.</exception>
    public static async Task<byte[]> ReadSmallAsync(this IImageStore store, Descriptor blob, CancellationToken cancellationToken)
    {
        if (blob.Size > MaxConfigSize)
            throw ErrorCodes.ContentTooLarge.Error($"The blob {blob.Digest} has {blob.Size} bytes, {MaxConfigSize} are read.");
        using var bytes = new MemoryStream((int)blob.Size);
        var stream = await store.Blob(blob).OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
            await VerifiedCopy.CopyAsync(stream, bytes, blob, cancellationToken).ConfigureAwait(false);
        return bytes.ToArray();
    }
}
