using System.IO.Compression;
using ImageBuild.Content;
using ZstdSharp;

namespace ImageBuild.Compression;

/// <summary>How layers, ours and those of others, are told to be packed, how they are packed, and unpacking them.</summary>
internal static class PackedLayer
{
    /// <summary>A layer of no more than this is believed to be one.</summary>
    public const long ExpandedLimit = 64L << 30;

    /// <summary>How many first bytes <see cref="Detect"/> needs.</summary>
    public const int MagicLength = 4;

    /// <summary>What a media type of either family, also one of those "foreign" layers have, says.</summary>
    /// <returns>Null for what is no layer.</returns>
    public static CompressionFormat? Stated(string mediaType) => mediaType switch
    {
        MediaTypes.OciLayerGzip or MediaTypes.DockerLayerGzip
            or "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip" or "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip" => CompressionFormat.Gzip,
        MediaTypes.OciLayerZstd or "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd" => CompressionFormat.Zstd,
        MediaTypes.OciLayer or MediaTypes.DockerLayer
            or "application/vnd.oci.image.layer.nondistributable.v1.tar" or "application/vnd.docker.image.rootfs.foreign.diff.tar" => CompressionFormat.None,
        _ => null,
    };

    /// <summary>How bytes that begin like this are packed. RFC 1952, RFC 8878: frames and skippable frames.</summary>
    public static CompressionFormat Detect(ReadOnlySpan<byte> start) => start switch
    {
        [0x1F, 0x8B, ..] => CompressionFormat.Gzip,
        [0x28, 0xB5, 0x2F, 0xFD, ..] or [>= 0x50 and <= 0x5F, 0x2A, 0x4D, 0x18, ..] => CompressionFormat.Zstd,
        _ => CompressionFormat.None,
    };

    /// <summary>A stream of the unpacked bytes, which must be read synchronously; the stream below stays open.</summary>
    public static Stream Open(Stream packed, CompressionFormat format) => format switch
    {
        CompressionFormat.Gzip => new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true),
        CompressionFormat.Zstd => new DecompressionStream(packed, leaveOpen: true),
        _ => packed,
    };

    /// <summary>A stream of the unpacked bytes of a layer with this media type; what it does not say is packed is not.</summary>
    public static Stream Open(Stream packed, string mediaType) => Open(packed, Stated(mediaType) ?? CompressionFormat.None);

    /// <summary>Whether an exception is a decoder's way to say that its input is damaged.</summary>
    public static bool IsDamage(Exception exception) => exception is InvalidDataException or EndOfStreamException or ZstdException;

    /// <summary>What a layer unpacks to.</summary>
    /// <returns>Null where it cannot be unpacked, or unpacks to more than <see cref="ExpandedLimit"/>.</returns>
    public static Digest? DiffIdOf(Stream packed, string mediaType, CancellationToken cancellationToken)
    {
        using var unpacked = new MeasuredStream(Open(packed, mediaType), ExpandedLimit, static () => new InvalidDataException("it unpacks to too much"));
        var buffer = new byte[1 << 17];
        try
        {
            while (unpacked.Read(buffer) > 0)
                cancellationToken.ThrowIfCancellationRequested();
            return unpacked.Complete();
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            return null;
        }
    }
}
