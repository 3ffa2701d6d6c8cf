namespace ImageBuild.Compression;

/// <summary>Packs the blocks of a stream, each without the others, so that several processors can work at once and the bytes stay the same.</summary>
/// <remarks>An instance is used by one thread at a time.</remarks>
internal interface IBlockCompressor : IDisposable
{
    /// <summary>Packs one block.</summary>
    /// <param name="window">What lies before the block, up to <see cref="BlockFormats.HistorySize"/> bytes, and the block.</param>
    /// <param name="start">Where the block begins; it has 1 byte to <see cref="BlockFormats.BlockSize"/> bytes.</param>
    /// <param name="output">At least <see cref="BlockFormats.PackedSize"/> bytes.</param>
    /// <returns>How many bytes of <paramref name="output"/> are used.</returns>
    int Compress(ReadOnlySpan<byte> window, int start, Span<byte> output);
}
