using ImageBuild.Compression.Deflate;

namespace ImageBuild.Compression;

/// <summary>The blocks of a gzip member; <see cref="GzipMember"/> is what stands around them.</summary>
internal sealed class DeflateBlockCompressor(DeflateEncoder encoder) : IBlockCompressor
{
    public int Compress(ReadOnlySpan<byte> window, int start, Span<byte> output) => encoder.Encode(window, start, output);

    public void Dispose()
    {
        // Holds nothing but memory.
    }
}
