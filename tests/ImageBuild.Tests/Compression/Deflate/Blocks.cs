using ImageBuild.Compression.Deflate;

namespace ImageBuild.Tests.Compression.Deflate;

/// <summary>Packs in blocks as the engine does, on one thread.</summary>
internal sealed class Blocks
{
    private readonly int _size;
    private readonly DeflateEncoder _encoder;
    private readonly byte[] _output;

    /// <param name="size">Bytes of a block.</param>
    /// <param name="thorough">As in the encoder.</param>
    public Blocks(int size, bool thorough)
    {
        _size = size;
        _encoder = new DeflateEncoder(size, thorough);
        _output = new byte[DeflateEncoder.OutputSize(size)];
    }

    /// <summary>The blocks in order, each of which may refer to those before it, and the last one, which is empty.</summary>
    public byte[] Pack(byte[] input)
    {
        var all = new MemoryStream();
        for (var at = 0; at < input.Length; at += _size)
            all.Write(Pack(input, at));
        all.Write([0x03, 0x00]);
        return all.ToArray();
    }

    /// <summary>The block that begins at <paramref name="at"/>.</summary>
    public ReadOnlySpan<byte> Pack(byte[] input, int at)
    {
        var history = Math.Min(at, DeflateAlphabet.WindowSize);
        var size = Math.Min(_size, input.Length - at);
        var count = _encoder.Encode(input.AsSpan(at - history, history + size), history, _output);
        Assert.InRange(count, 1, DeflateEncoder.MaxSize(size));
        return _output.AsSpan(0, count);
    }
}
