namespace ImageBuild.Compression;

/// <summary>Passes the bytes through.</summary>
internal sealed class StoredBlockCompressor : IBlockCompressor
{
    public ReadOnlySpan<byte> Header => [];

    public void Compress(ReadOnlyMemory<byte> block, MemoryStream output) => output.Write(block.Span);

    public byte[] Trailer(uint crc32, long length) => [];
}
