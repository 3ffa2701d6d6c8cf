using ZstdSharp;

namespace ImageBuild.Compression;

/// <summary>Zstandard, one frame a block. Decoders read joined frames as one stream (RFC 8878, section 3).</summary>
internal sealed class ZstdBlockCompressor(int level) : IBlockCompressor, IDisposable
{
    private readonly Compressor _compressor = new(level);

    public ReadOnlySpan<byte> Header => [];

    public void Compress(ReadOnlyMemory<byte> block, MemoryStream output) => output.Write(_compressor.Wrap(block.Span));

    public byte[] Trailer(uint crc32, long length) => [];

    public void Dispose() => _compressor.Dispose();
}
