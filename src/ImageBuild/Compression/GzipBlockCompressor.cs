using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ICSharpCode.SharpZipLib.Zip.Compression;

namespace ImageBuild.Compression;

/// <summary>gzip as one member of byte-aligned deflate blocks.</summary>
/// <remarks>
/// SharpZipLib's <c>Flush</c> alone does not end a block on a byte. Setting the level to 0 and flushing once more makes it
/// emit an empty stored block (00 00 FF FF), which does, as in zlib's Z_SYNC_FLUSH; so packed blocks can be joined.
/// </remarks>
internal sealed class GzipBlockCompressor(int level) : IBlockCompressor
{
    private readonly Deflater _deflater = new(level, noZlibHeaderOrFooter: true);
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <summary>RFC 1952: deflate, no name, no time, no extra flags, operating system unknown.</summary>
    public ReadOnlySpan<byte> Header => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];

    public void Compress(ReadOnlyMemory<byte> block, MemoryStream output)
    {
        _deflater.Reset();
        _deflater.SetLevel(level);
        if (MemoryMarshal.TryGetArray(block, out var segment))
            _deflater.SetInput(segment.Array!, segment.Offset, segment.Count);
        else
            _deflater.SetInput(block.ToArray());
        _deflater.Flush();
        Drain(output);
        _deflater.SetLevel(Deflater.NO_COMPRESSION);
        _deflater.Flush();
        Drain(output);
    }

    public byte[] Trailer(uint crc32, long length)
    {
        var trailer = new byte[10];
        trailer[0] = 0x03; // an empty last block: final bit, fixed Huffman codes, end of block
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(2), crc32);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(6), unchecked((uint)length));
        return trailer;
    }

    private void Drain(MemoryStream output)
    {
        int count;
        while ((count = _deflater.Deflate(_buffer)) > 0)
            output.Write(_buffer, 0, count);
    }
}
