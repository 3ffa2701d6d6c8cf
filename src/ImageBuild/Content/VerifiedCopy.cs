using System.Buffers;
using System.Security.Cryptography;
using ImageBuild.Diagnostics;

namespace ImageBuild.Content;

/// <summary>Copies a blob and checks on the way that it is the one its descriptor promises.</summary>
internal static class VerifiedCopy
{
    /// <summary>The largest blob that is read into memory, in bytes.</summary>
    public const int MaxSmallSize = 16 * 1024 * 1024;

    /// <summary>Reads a configuration or another small blob as a whole.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.ContentTooLarge"/>, <see cref="ErrorCodes.DigestMismatch"/>.</exception>
    public static async Task<byte[]> ReadAsync(IBlob blob, CancellationToken cancellationToken)
    {
        if (blob.Descriptor.Size > MaxSmallSize)
            throw ErrorCodes.ContentTooLarge.Error($"The blob {blob.Descriptor.Digest} has {blob.Descriptor.Size} bytes, {MaxSmallSize} are read.");
        using var bytes = new MemoryStream((int)blob.Descriptor.Size);
        var input = await blob.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (input.ConfigureAwait(false))
            await CopyAsync(input, bytes, blob.Descriptor, cancellationToken).ConfigureAwait(false);
        return bytes.ToArray();
    }

    /// <summary>Copies everything; the target is complete and right when this returns, and to be thrown away when it throws.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.DigestMismatch"/>.</exception>
    public static async Task CopyAsync(Stream input, Stream output, Descriptor descriptor, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 17);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long left = descriptor.Size;
            int read;
            while (left >= 0 && (read = await input.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                left -= read;
                hash.AppendData(buffer, 0, read);
                await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }

            var actual = Digest.FromHash(hash.GetHashAndReset());
            if (left != 0 || actual != descriptor.Digest)
                throw ErrorCodes.DigestMismatch.Error($"A blob should be {descriptor.Digest} with {descriptor.Size} bytes but is {actual}.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
