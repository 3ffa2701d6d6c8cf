namespace ImageBuild.Compression.Deflate;

/// <summary>Packs a block of a stream as deflate (RFC 1951). README.md in this folder says how.</summary>
/// <remarks>The output is a function of the arguments and the constructor's; an instance keeps memory from call to call, never content.</remarks>
internal sealed class DeflateEncoder
{
    private readonly LazyParser _parser;
    private readonly BlockSplitter _splitter = new();
    private readonly BlockWriter _writer = new();

    /// <param name="maxInput">The most bytes of a block.</param>
    /// <param name="thorough">Looks longer for long matches.</param>
    public DeflateEncoder(int maxInput, bool thorough) => _parser = new LazyParser(maxInput, thorough);

    /// <summary>How long the output of <see cref="Encode"/> must be for blocks of <paramref name="bytes"/> bytes.</summary>
    public static int OutputSize(int bytes) => MaxSize(bytes) + (bytes / 512) + 64 + BitWriter.Slack;

    /// <summary>The most bytes a block of <paramref name="bytes"/> bytes is packed into: what stored blocks take, and the mark behind them.</summary>
    public static int MaxSize(int bytes) => BlockWriter.StoredSize(bytes) + 5;

    /// <summary>Packs the bytes from <paramref name="start"/> to the end into blocks of which none is the last, ending on a byte.</summary>
    /// <param name="window">Up to 32 KiB that the decoder has already, and the bytes to pack, at least one.</param>
    /// <param name="start">Where the bytes to pack begin.</param>
    /// <param name="output">At least <see cref="OutputSize"/> bytes.</param>
    /// <returns>How many bytes of <paramref name="output"/> are used, <see cref="MaxSize"/> at most.</returns>
    public int Encode(ReadOnlySpan<byte> window, int start, Span<byte> output)
    {
        var input = window[start..];
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, OutputSize(input.Length));
        _parser.Parse(window, start);

        var bits = new BitWriter(output);
        int position = 0, sequence = 0;
        foreach (var block in _parser.Segments[.._splitter.Join(_parser.Segments)])
        {
            _writer.Write(ref bits, input.Slice(position, block.Bytes), _parser.Sequences.Slice(sequence, block.Sequences), block);
            position += block.Bytes;
            sequence += block.Sequences;
        }

        if (bits.Position >= BlockWriter.StoredSize(input.Length))
        {
            // Many small blocks that each grew by a little.
            bits = new BitWriter(output);
            BlockWriter.WriteStored(ref bits, input);
        }

        BlockWriter.EndOnByte(ref bits);
        return bits.Position;
    }
}
