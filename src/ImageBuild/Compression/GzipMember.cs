using System.Buffers.Binary;

namespace ImageBuild.Compression;

/// <summary>What stands around the deflate blocks of a gzip member (RFC 1952, 2.3).</summary>
internal static class GzipMember
{
    /// <summary>Deflate, no name, no time, no extra flags, operating system unknown.</summary>
    public static ReadOnlySpan<byte> Header => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];

    /// <summary>An empty last block, the CRC-32 and the length of what was packed, the latter modulo 2^32.</summary>
    public static byte[] Trailer(uint crc32, long length)
    {
        var trailer = new byte[10];
        trailer[0] = 0x03; // final bit, fixed Huffman codes, end of block
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(2), crc32);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(6), unchecked((uint)length));
        return trailer;
    }
}
