namespace ImageBuild.Compression;

/// <summary>A block on its way through <see cref="BlockPackers"/>: first what goes in, then what comes out.</summary>
/// <param name="format">Decides the sizes.</param>
internal sealed class PackingBlock(CompressionFormat format)
{
    private byte[] _buffer = new byte[format.BufferSize()];
    private int _start;
    private int _end;
    private int _packedLength;

    /// <summary>Its number within its layer, from 0.</summary>
    public long Index { get; private set; }

    public bool IsFull => _end - _start == format.BlockSize();

    /// <summary>What came out of <see cref="Pack"/>.</summary>
    public ReadOnlySpan<byte> Packed => _buffer.AsSpan(0, _packedLength);

    /// <summary>The end of what went in: what the next block has before it.</summary>
    public ReadOnlySpan<byte> Tail => _buffer.AsSpan(Math.Max(0, _end - format.HistorySize()).._end);

    /// <summary>Begins a new block.</summary>
    /// <param name="index">Its number within its layer.</param>
    /// <param name="history">What lies before it.</param>
    public void Begin(long index, ReadOnlySpan<byte> history)
    {
        Index = index;
        history.CopyTo(_buffer);
        _start = _end = history.Length;
    }

    /// <summary>Takes in as much of <paramref name="bytes"/> as there is room for.</summary>
    /// <returns>The rest.</returns>
    public ReadOnlySpan<byte> Fill(ReadOnlySpan<byte> bytes)
    {
        var count = Math.Min(bytes.Length, _start + format.BlockSize() - _end);
        bytes[..count].CopyTo(_buffer.AsSpan(_end));
        _end += count;
        return bytes[count..];
    }

    /// <summary>Packs what went in.</summary>
    /// <param name="compressor">How.</param>
    /// <param name="spare">A buffer of the size of a block's. The block keeps it, with what came out, and gives its own for it.</param>
    public void Pack(IBlockCompressor compressor, ref byte[] spare)
    {
        _packedLength = compressor.Compress(_buffer.AsSpan(0, _end), _start, spare);
        (_buffer, spare) = (spare, _buffer);
    }
}
