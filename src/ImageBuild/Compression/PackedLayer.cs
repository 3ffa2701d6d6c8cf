using System.IO.Compression;
using System.Security.Cryptography;
using ImageBuild.Content;
using ZstdSharp;

namespace ImageBuild.Compression;

/// <summary>Unpacks layers, ours and those of others.</summary>
internal static class PackedLayer
{
    /// <summary>A layer of no more than this is believed to be one.</summary>
    public const long ExpandedLimit = 64L << 30;

    /// <summary>A stream of the unpacked bytes, which must be read synchronously; the stream below stays open.</summary>
    /// <param name="packed">The layer.</param>
    /// <param name="mediaType">Of either family; what it does not say is packed is not.</param>
    public static Stream Open(Stream packed, string mediaType) =>
        mediaType.EndsWith("gzip", StringComparison.Ordinal) ? new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true)
        : mediaType.EndsWith("zstd", StringComparison.Ordinal) ? new DecompressionStream(packed, leaveOpen: true)
        : packed;

    /// <summary>What a layer unpacks to.</summary>
    /// <returns>Null where it cannot be unpacked, or unpacks to more than <see cref="ExpandedLimit"/>.</returns>
    public static Digest? DiffIdOf(Stream packed, string mediaType, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 17];
        try
        {
            var unpacked = Open(packed, mediaType);
            long total = 0;
            for (int read; (read = unpacked.Read(buffer)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if ((total += read) > ExpandedLimit)
                    return null;
                hash.AppendData(buffer, 0, read);
            }

            return Digest.FromHash(hash.GetHashAndReset());
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or ZstdException)
        {
            return null;
        }
    }
}
