using System.Runtime.CompilerServices;

namespace ImageBuild.Compression.Deflate;

/// <summary>A prefix code: common symbols get few bits. Reused from block to block.</summary>
/// <remarks>
/// Lengths come from Huffman's algorithm over sorted counts; where a code would be longer than the format allows, codes are
/// lengthened elsewhere until all fit. The codes themselves follow from the lengths (RFC 1951, 3.2.2).
/// </remarks>
internal sealed class HuffmanCode
{
    private const int SymbolBits = 9; // enough for 288 symbols
    private const int LongestPossible = 32; // counts below 2^22 make no deeper tree

    private readonly int _maxLength;
    private readonly ulong[] _leaves;
    private readonly uint[] _weights;
    private readonly int[] _parents;
    private readonly byte[] _lengths;
    private readonly uint[] _codes;

    /// <param name="symbols">How many symbols there are, at least 2.</param>
    /// <param name="maxLength">The most bits a symbol may have.</param>
    public HuffmanCode(int symbols, int maxLength)
    {
        _maxLength = maxLength;
        _leaves = new ulong[symbols];
        _weights = new uint[symbols];
        _parents = new int[2 * symbols];
        _lengths = new byte[symbols];
        _codes = new uint[symbols];
    }

    /// <summary>Bits of each symbol; 0 where it has no code.</summary>
    public ReadOnlySpan<byte> Lengths => _lengths;

    /// <summary>Each symbol's code, the first bit lowest, above its length in the lowest eight bits.</summary>
    public ReadOnlySpan<uint> Codes => _codes;

    /// <summary>The code for symbols that occur so often.</summary>
    /// <remarks>There are always two codes, so that the code is complete: RFC 1951 allows fewer, some decoders do not.</remarks>
    public void Build(ReadOnlySpan<uint> counts)
    {
        Array.Clear(_lengths);
        var used = SortLeaves(counts);
        if (used < 2)
        {
            var only = used == 1 ? SymbolOf(_leaves[0]) : 0;
            _lengths[only] = 1;
            _lengths[only == 0 ? 1 : 0] = 1;
        }
        else
        {
            Span<int> lengthCounts = stackalloc int[LongestPossible + 1];
            lengthCounts.Clear();
            CountLengths(used, lengthCounts);
            Limit(lengthCounts, _maxLength);
            HandOut(lengthCounts);
        }

        AssignCodes();
    }

    /// <summary>The code with these lengths.</summary>
    public void Use(ReadOnlySpan<byte> lengths)
    {
        lengths.CopyTo(_lengths);
        AssignCodes();
    }

    /// <summary>Shortens the code lengths above <paramref name="max"/> and lengthens others, so that a code still exists.</summary>
    /// <param name="counts">How many symbols have each length.</param>
    /// <param name="max">The longest length afterwards.</param>
    internal static void Limit(Span<int> counts, int max)
    {
        var tooLong = 0;
        for (var length = counts.Length - 1; length > max; length--)
        {
            tooLong += counts[length];
            counts[length] = 0;
        }

        if (tooLong == 0)
            return;
        counts[max] += tooLong;

        // Kraft: the code exists when the shares 2^-length sum up to 1. Each step turns a leaf above the lowest level into a
        // node with two leaves, one of them from the lowest level, which takes one share of that level away.
        var shares = 0L;
        for (var length = 1; length <= max; length++)
            shares += (long)counts[length] << (max - length);
        for (; shares > 1L << max; shares--)
        {
            var length = max - 1;
            while (counts[length] == 0)
                length--;
            counts[length]--;
            counts[length + 1] += 2;
            counts[max]--;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SymbolOf(ulong leaf) => (int)(leaf & ((1 << SymbolBits) - 1));

    /// <summary>The symbols that occur, the rarest first; equal counts by symbol, so that the order is the only one.</summary>
    private int SortLeaves(ReadOnlySpan<uint> counts)
    {
        var used = 0;
        for (var symbol = 0; symbol < counts.Length; symbol++)
        {
            if (counts[symbol] != 0)
                _leaves[used++] = ((ulong)counts[symbol] << SymbolBits) | (uint)symbol;
        }

        _leaves.AsSpan(0, used).Sort();
        return used;
    }

    /// <summary>Huffman's algorithm with two queues: leaves by weight, and inner nodes, which come into being by weight.</summary>
    private void CountLengths(int leaves, Span<int> lengthCounts)
    {
        int leaf = 0, inner = 0;
        for (var made = 0; made < leaves - 1; made++)
        {
            var weight = 0u;
            for (var child = 0; child < 2; child++)
            {
                var takesLeaf = leaf < leaves && (inner == made || (uint)(_leaves[leaf] >> SymbolBits) <= _weights[inner]);
                weight += takesLeaf ? (uint)(_leaves[leaf] >> SymbolBits) : _weights[inner];
                _parents[takesLeaf ? leaf++ : leaves + inner++] = made;
            }

            _weights[made] = weight;
        }

        // The root is the last node made. From there downwards a node's depth is known before its children's.
        Span<byte> depths = stackalloc byte[leaves - 1];
        depths[leaves - 2] = 0;
        for (var node = leaves - 3; node >= 0; node--)
            depths[node] = (byte)(depths[_parents[leaves + node]] + 1);
        for (var i = 0; i < leaves; i++)
            lengthCounts[depths[_parents[i]] + 1]++;
    }

    /// <summary>The rarest symbols get the longest codes.</summary>
    private void HandOut(ReadOnlySpan<int> lengthCounts)
    {
        var leaf = 0;
        for (var length = _maxLength; length > 0; length--)
        {
            for (var i = lengthCounts[length]; i > 0; i--)
                _lengths[SymbolOf(_leaves[leaf++])] = (byte)length;
        }
    }

    private void AssignCodes()
    {
        Span<uint> next = stackalloc uint[_maxLength + 2];
        next.Clear();
        foreach (var length in _lengths)
            next[length + 1]++;
        next[1] = 0; // symbols without a code take none
        for (var length = 1; length <= _maxLength; length++)
            next[length] = (next[length] + next[length - 1]) << 1;
        for (var symbol = 0; symbol < _lengths.Length; symbol++)
        {
            var length = _lengths[symbol];
            _codes[symbol] = length == 0 ? 0 : (Reverse(next[length]++, length) << 8) | length;
        }
    }

    private static uint Reverse(uint code, int length)
    {
        uint reversed = 0;
        for (; length > 0; length--, code >>= 1)
            reversed = (reversed << 1) | (code & 1);
        return reversed;
    }
}
