using ZstdSharp;

namespace ImageBuild.Compression;

/// <summary>Zstandard, one frame a block. Decoders read joined frames as one stream (RFC 8878, section 3).</summary>
internal sealed class ZstdBlockCompressor(int level) : IBlockCompressor
{
    private readonly Compressor _compressor = new(level);

    public int Compress(ReadOnlySpan<byte> window, int start, Span<byte> output) => _compressor.Wrap(window[start..], output);

    public void Dispose() => _compressor.Dispose();
}
