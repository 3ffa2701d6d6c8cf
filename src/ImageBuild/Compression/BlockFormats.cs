using ImageBuild.Compression.Deflate;
using ZstdSharp;

namespace ImageBuild.Compression;

/// <summary>How a stream of each format is cut into blocks and put together again.</summary>
internal static class BlockFormats
{
    /// <summary>Bytes packed as one unit: 256 KiB for gzip, 1 MiB otherwise (docs/decisions/0002-compression.md).</summary>
    public static int BlockSize(this CompressionFormat format) => format == CompressionFormat.Gzip ? 256 * 1024 : 1024 * 1024;

    /// <summary>Bytes before a block that its matches may reach into.</summary>
    public static int HistorySize(this CompressionFormat format) => format == CompressionFormat.Gzip ? DeflateAlphabet.WindowSize : 0;

    /// <summary>Room for a block and what lies before it, and for what it is packed into.</summary>
    public static int BufferSize(this CompressionFormat format) => Math.Max(format.HistorySize() + format.BlockSize(), format.PackedSize());

    /// <summary>Room that packing a block takes at most.</summary>
    public static int PackedSize(this CompressionFormat format) => format switch
    {
        CompressionFormat.Gzip => DeflateEncoder.OutputSize(format.BlockSize()),
        CompressionFormat.Zstd => Compressor.GetCompressBound(format.BlockSize()),
        _ => format.BlockSize(),
    };

    /// <summary>What stands before the first block.</summary>
    public static ReadOnlySpan<byte> Header(this CompressionFormat format) => format == CompressionFormat.Gzip ? GzipMember.Header : [];

    /// <summary>What stands behind the last block.</summary>
    /// <param name="format">The format.</param>
    /// <param name="crc32">The CRC-32 of everything before packing.</param>
    /// <param name="length">The number of bytes before packing.</param>
    public static byte[] Trailer(this CompressionFormat format, uint crc32, long length) =>
        format == CompressionFormat.Gzip ? GzipMember.Trailer(crc32, length) : [];
}
