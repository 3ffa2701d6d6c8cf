using System.Runtime.CompilerServices;

namespace ImageBuild.Compression.Deflate;

/// <summary>A stretch of the input: what it consists of and how often each symbol occurs in it.</summary>
internal sealed class Segment
{
    private const int DistancesAt = 288;

    private readonly uint[] _counts = new uint[DistancesAt + 32];

    /// <summary>Bytes of input.</summary>
    public int Bytes { get; set; }

    /// <summary>Sequences that make these bytes.</summary>
    public int Sequences { get; set; }

    /// <summary>How often each literal, the end of block and each length occurs.</summary>
    public Span<uint> Literals => _counts.AsSpan(0, DeflateAlphabet.LiteralSymbols);

    /// <summary>How often each distance occurs.</summary>
    public Span<uint> Distances => _counts.AsSpan(DistancesAt, DeflateAlphabet.DistanceSymbols);

    public void Clear()
    {
        (Bytes, Sequences) = (0, 0);
        Array.Clear(_counts);
    }

    /// <summary>Adds a sequence and counts its symbols.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="literals">Its literals.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Sequence sequence, ReadOnlySpan<byte> literals)
    {
        var counts = _counts;
        foreach (var literal in literals)
            counts[literal]++;
        if (sequence.Length != 0)
        {
            counts[DeflateAlphabet.FirstLength + DeflateAlphabet.LengthSlot(sequence.Length)]++;
            counts[DistancesAt + DeflateAlphabet.DistanceSlot(sequence.Distance)]++;
        }

        Sequences++;
        Bytes += sequence.Literals + sequence.Length;
    }

    /// <summary>Becomes <paramref name="first"/> and <paramref name="second"/> together.</summary>
    public void SetToSum(Segment first, Segment second)
    {
        Bytes = first.Bytes + second.Bytes;
        Sequences = first.Sequences + second.Sequences;
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] = first._counts[i] + second._counts[i];
    }
}
