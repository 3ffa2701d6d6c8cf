using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ImageBuild.Compression.Deflate;

/// <summary>Finds earlier occurrences of the bytes at a position.</summary>
/// <remarks>
/// Hash tables whose entries are a bucket of four positions, the newest lowest, in one 64-bit word: looking up, adding and
/// dropping the oldest are one load, one shift and one store. All candidates are compared eight bytes at a time without a
/// branch, because what they lead to cannot be predicted. A single newest position for three equal bytes finds the rest.
/// <para>
/// A position is kept as 16 bits of which 15 count. So whatever a table holds, also nothing (0) and what is long outdated,
/// is read as a distance of 1 to 32,768 that stays inside the window: in the first 32,768 positions an empty entry means
/// position 0. Every candidate is legal, and only its bytes decide.
/// </para>
/// </remarks>
internal sealed class MatchFinder
{
    /// <summary>Bytes that must lie behind a position that is looked up or added.</summary>
    public const int LookAhead = 8;

    private const int BucketSize = 4;
    private const int BucketBits = 13;
    private const int ThreeBits = 13;
    private const int PositionMask = DeflateAlphabet.WindowSize - 1;

    private readonly ulong[] _buckets = new ulong[1 << BucketBits];
    private readonly ulong[]? _longBuckets;
    private readonly ushort[] _three = new ushort[1 << ThreeBits];

    /// <param name="thorough">Also looks for matches of seven bytes or more that lie behind many shorter ones; takes longer.</param>
    public MatchFinder(bool thorough) => _longBuckets = thorough ? new ulong[1 << BucketBits] : null;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_buckets);
        Array.Clear(_three);
        if (_longBuckets is not null)
            Array.Clear(_longBuckets);
    }

    /// <summary>Adds positions without looking for matches.</summary>
    /// <param name="window">The first byte of the window.</param>
    /// <param name="from">The first position.</param>
    /// <param name="to">The position behind the last; <see cref="LookAhead"/> bytes can be read at the last.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ref byte window, int from, int to)
    {
        ref var buckets = ref MemoryMarshal.GetArrayDataReference(_buckets);
        ref var three = ref MemoryMarshal.GetArrayDataReference(_three);
        for (var position = from; position < to; position++)
        {
            var bytes = Read(ref window, position);
            ref var bucket = ref Unsafe.Add(ref buckets, HashOfFour(bytes));
            bucket = Push(bucket, position);
            Unsafe.Add(ref three, HashOfThree(bytes)) = (ushort)position;
        }

        if (_longBuckets is null)
            return;
        ref var longBuckets = ref MemoryMarshal.GetArrayDataReference(_longBuckets);
        for (var position = from; position < to; position++)
        {
            ref var bucket = ref Unsafe.Add(ref longBuckets, HashOfSeven(Read(ref window, position)));
            bucket = Push(bucket, position);
        }
    }

    /// <summary>The longest match among the candidates, the nearest of several; adds the position.</summary>
    /// <param name="window">The first byte of the window.</param>
    /// <param name="position">1 or later; <see cref="LookAhead"/> bytes can be read there.</param>
    /// <param name="maxLength">The longest match wanted, at least <see cref="LookAhead"/>: so many bytes can be read.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Match Find(ref byte window, int position, int maxLength)
    {
        var bytes = Read(ref window, position);
        ref var bucket = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_buckets), HashOfFour(bytes));
        ref var three = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_three), HashOfThree(bytes));
        var candidates = bucket;
        var rank = Larger(Compare(ref window, bytes, position, three), CompareAll(ref window, bytes, position, candidates));
        bucket = Push(candidates, position);
        three = (ushort)position;

        ulong longCandidates = 0;
        if (_longBuckets is not null)
        {
            ref var longBucket = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_longBuckets), HashOfSeven(bytes));
            longCandidates = longBucket;
            longBucket = Push(longCandidates, position);
            rank = Larger(rank, CompareAll(ref window, bytes, position, longCandidates));
        }

        if (rank < LookAhead << Match.LengthShift)
            return new Match(rank);

        // All eight bytes are equal: only now their number matters, and loops are worth their cost.
        rank = Extended(ref window, position, rank & PositionMask, maxLength);
        rank = Longest(ref window, bytes, position, maxLength, candidates, rank);
        return new Match(_longBuckets is null ? rank : Longest(ref window, bytes, position, maxLength, longCandidates, rank));
    }

    /// <summary>The best of four candidates by their first eight bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CompareAll(ref byte window, ulong bytes, int position, ulong candidates)
    {
        var first = Compare(ref window, bytes, position, (uint)candidates);
        var second = Compare(ref window, bytes, position, (uint)(candidates >> 16));
        var third = Compare(ref window, bytes, position, (uint)(candidates >> 32));
        var fourth = Compare(ref window, bytes, position, (uint)(candidates >> 48));
        return Larger(Larger(first, second), Larger(third, fourth));
    }

    /// <summary>The rank of a candidate by its first eight bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Compare(ref byte window, ulong bytes, int position, uint candidate)
    {
        var nearness = NearnessOf(position, candidate);
        var difference = Read(ref window, (nint)position - DeflateAlphabet.WindowSize + (nint)(uint)nearness) ^ bytes;
        var equalBits = BitOperations.TrailingZeroCount(difference) & ~7;
        return (equalBits << (Match.LengthShift - 3)) | nearness;
    }

    /// <summary>The longest of <paramref name="best"/> and the candidates whose first eight bytes are equal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Longest(ref byte window, ulong bytes, int position, int maxLength, ulong candidates, int best)
    {
        // Behind the longest match that is wanted there may be nothing to read.
        for (var i = 0; i < BucketSize && best >> Match.LengthShift < maxLength; i++, candidates >>= 16)
        {
            var nearness = NearnessOf(position, (uint)candidates);
            var start = (nint)position - DeflateAlphabet.WindowSize + (nint)(uint)nearness;
            if (Read(ref window, start) != bytes || nearness == (best & PositionMask))
                continue;

            // Only a candidate that also has the last bytes of the best can be longer.
            nint last = (best >> Match.LengthShift) - LookAhead + 1;
            if (Read(ref window, start + last) == Read(ref window, position + last))
                best = Math.Max(best, Extended(ref window, position, nearness, maxLength));
        }

        return best;
    }

    /// <summary>The rank of a candidate whose first eight bytes are known to be equal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Extended(ref byte window, int position, int nearness, int maxLength)
    {
        var start = (nint)position - DeflateAlphabet.WindowSize + (nint)(uint)nearness;
        nint length = LookAhead;
        for (; length + sizeof(ulong) <= maxLength; length += sizeof(ulong))
        {
            var difference = Read(ref window, start + length) ^ Read(ref window, position + length);
            if (difference != 0)
                return ((int)(length + (BitOperations.TrailingZeroCount(difference) >> 3)) << Match.LengthShift) | nearness;
        }

        while (length < maxLength && Unsafe.Add(ref window, start + length) == Unsafe.Add(ref window, position + length))
            length++;
        return ((int)length << Match.LengthShift) | nearness;
    }

    /// <summary>The window size minus the distance: 0 to 32,767, larger for what is nearer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int NearnessOf(int position, uint candidate) => (int)(candidate - (uint)position) & PositionMask;

    /// <summary>The larger of two ranks, without a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Larger(int left, int right)
    {
        var difference = left - right;
        return left - (difference & (difference >> 31));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Push(ulong bucket, int position) => (bucket << 16) | (ushort)position;

    // Multiplication by the golden ratio spreads the bytes over the upper bits (Knuth, The Art of Computer Programming, 6.4).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint HashOfThree(ulong bytes) => (((uint)bytes << 8) * 0x9E37_79B1) >> (32 - ThreeBits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint HashOfFour(ulong bytes) => ((uint)bytes * 0x9E37_79B1) >> (32 - BucketBits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint HashOfSeven(ulong bytes) => (nuint)(((bytes << 8) * 0x9E37_79B9_7F4A_7C15) >> (64 - BucketBits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read(ref byte window, nint position)
    {
        var bytes = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref window, position));
        return BitConverter.IsLittleEndian ? bytes : BinaryPrimitives.ReverseEndianness(bytes);
    }
}
