namespace ImageBuild.Compression;

/// <summary>A block on its way through <see cref="BlockPackers"/>: what goes in and what comes out.</summary>
/// <param name="format">Decides the sizes.</param>
internal sealed class PackingBlock(CompressionFormat format)
{
    private readonly byte[] _window = new byte[format.HistorySize() + format.BlockSize()];
    private readonly byte[] _packed = new byte[format.PackedSize()];
    private int _start;
    private int _end;
    private int _packedLength;

    /// <summary>Its number within its layer, from 0.</summary>
    public long Index { get; private set; }

    public bool IsFull => _end - _start == format.BlockSize();

    /// <summary>What came out.</summary>
    public ReadOnlySpan<byte> Packed => _packed.AsSpan(0, _packedLength);

    /// <summary>The end of the window: what the next block has before it.</summary>
    public ReadOnlySpan<byte> Tail => _window.AsSpan(Math.Max(0, _end - format.HistorySize()).._end);

    /// <summary>Begins a new block.</summary>
    /// <param name="index">Its number within its layer.</param>
    /// <param name="history">What lies before it.</param>
    public void Begin(long index, ReadOnlySpan<byte> history)
    {
        Index = index;
        history.CopyTo(_window);
        _start = _end = history.Length;
    }

    /// <summary>Takes in as much of <paramref name="bytes"/> as there is room for.</summary>
    /// <returns>The rest.</returns>
    public ReadOnlySpan<byte> Fill(ReadOnlySpan<byte> bytes)
    {
        var count = Math.Min(bytes.Length, _start + format.BlockSize() - _end);
        bytes[..count].CopyTo(_window.AsSpan(_end));
        _end += count;
        return bytes[count..];
    }

    public void Pack(IBlockCompressor compressor) => _packedLength = compressor.Compress(_window.AsSpan(0, _end), _start, _packed);
}
