namespace ImageBuild.Compression;

/// <summary>Packs blocks of a stream independently of each other, so that several processors can work at once and the bytes stay the same.</summary>
/// <remarks>An instance is used by one thread at a time.</remarks>
internal interface IBlockCompressor
{
    /// <summary>What stands before the first block.</summary>
    ReadOnlySpan<byte> Header { get; }

    /// <summary>Packs one block.</summary>
    /// <param name="block">1 byte to the format's block size.</param>
    /// <param name="output">Receives the packed bytes at its end.</param>
    void Compress(ReadOnlyMemory<byte> block, MemoryStream output);

    /// <summary>What stands behind the last block.</summary>
    /// <param name="crc32">The CRC-32 of everything before packing.</param>
    /// <param name="length">The number of bytes before packing.</param>
    byte[] Trailer(uint crc32, long length);
}
