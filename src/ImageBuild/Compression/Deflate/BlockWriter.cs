using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ImageBuild.Compression.Deflate;

/// <summary>Writes blocks (RFC 1951, 3.2.3 to 3.2.7), each in the shortest of the three ways.</summary>
internal sealed class BlockWriter
{
    private const int MaxStored = 65_535;

    /// <summary>A bit less than the format allows: four literals fit between two flushes of <see cref="BitWriter"/>.</summary>
    private const int MaxLiteralBits = 14;

    private const int MaxDistanceBits = 15;
    private const uint Stored = 0;
    private const uint Fixed = 1;
    private const uint Dynamic = 2;

    private readonly HuffmanCode _literals = new(288, MaxLiteralBits);
    private readonly HuffmanCode _distances = new(DeflateAlphabet.DistanceSymbols, MaxDistanceBits);
    private readonly HuffmanCode _fixedLiterals = FixedLiterals();
    private readonly HuffmanCode _fixedDistances = FixedDistances();
    private readonly CodeLengthHeader _header = new();
    private readonly uint[] _lengths = new uint[DeflateAlphabet.MaxMatch + 1];

    /// <summary>The most bytes that <see cref="WriteStored"/> needs, and <see cref="EndOnByte"/> behind it.</summary>
    public static int StoredSize(int bytes) => bytes + (5 * ((bytes + MaxStored - 1) / MaxStored));

    /// <summary>Writes a block.</summary>
    /// <param name="bits">Where to.</param>
    /// <param name="block">The bytes, which are not the last of the stream.</param>
    /// <param name="sequences">The same bytes as literals and matches.</param>
    /// <param name="counts">The same again, counted; gets the end of the block.</param>
    public void Write(ref BitWriter bits, ReadOnlySpan<byte> block, ReadOnlySpan<Sequence> sequences, Segment counts)
    {
        counts.Literals[DeflateAlphabet.EndOfBlock] = 1;
        _literals.Build(counts.Literals);
        _distances.Build(counts.Distances);
        _header.Prepare(_literals, _distances);

        // Extra bits are the same with any codes.
        var dynamicBits = _header.Bits + SizeOf(counts, _literals, _distances);
        var fixedBits = SizeOf(counts, _fixedLiterals, _fixedDistances);
        if (StoredSize(block.Length) * 8L <= Math.Min(dynamicBits, fixedBits) + ExtraBits(counts))
        {
            WriteStored(ref bits, block);
        }
        else if (fixedBits <= dynamicBits)
        {
            bits.Add(Fixed << 1, 3);
            WriteSequences(ref bits, block, sequences, _fixedLiterals, _fixedDistances);
        }
        else
        {
            bits.Add(Dynamic << 1, 3);
            _header.Write(ref bits);
            WriteSequences(ref bits, block, sequences, _literals, _distances);
        }
    }

    /// <summary>Writes the bytes as they are (RFC 1951, 3.2.4).</summary>
    public static void WriteStored(ref BitWriter bits, ReadOnlySpan<byte> block)
    {
        while (block.Length > 0)
        {
            var length = Math.Min(block.Length, MaxStored);
            WriteStoredHeader(ref bits, length);
            bits.Append(block[..length]);
            block = block[length..];
        }
    }

    /// <summary>Ends on a byte with an empty stored block, 00 00 FF FF, the mark that zlib calls a sync flush.</summary>
    public static void EndOnByte(ref BitWriter bits) => WriteStoredHeader(ref bits, 0);

    private static void WriteStoredHeader(ref BitWriter bits, int length)
    {
        bits.Add(Stored << 1, 3);
        bits.AlignToByte();
        bits.Add((uint)length | ((uint)~length << 16), 32);
        bits.Flush();
    }

    /// <summary>Bits of all symbols.</summary>
    private static long SizeOf(Segment counts, HuffmanCode literals, HuffmanCode distances) =>
        Sum(counts.Literals, literals.Lengths) + Sum(counts.Distances, distances.Lengths);

    /// <summary>Bits behind the symbols.</summary>
    private static long ExtraBits(Segment counts) =>
        Sum(counts.Literals[DeflateAlphabet.FirstLength..], DeflateAlphabet.LengthExtraBits) + Sum(counts.Distances, DeflateAlphabet.DistanceExtraBits);

    private static long Sum(ReadOnlySpan<uint> counts, ReadOnlySpan<byte> bits)
    {
        long sum = 0;
        for (var i = 0; i < counts.Length; i++)
            sum += counts[i] * (long)bits[i];
        return sum;
    }

    /// <summary>The codes of RFC 1951, 3.2.6.</summary>
    private static HuffmanCode FixedLiterals()
    {
        Span<byte> lengths = stackalloc byte[288];
        lengths[..144].Fill(8);
        lengths[144..256].Fill(9);
        lengths[256..280].Fill(7);
        lengths[280..].Fill(8);
        var code = new HuffmanCode(lengths.Length, MaxLiteralBits);
        code.Use(lengths);
        return code;
    }

    private static HuffmanCode FixedDistances()
    {
        Span<byte> lengths = stackalloc byte[DeflateAlphabet.DistanceSymbols];
        lengths.Fill(5);
        var code = new HuffmanCode(lengths.Length, MaxDistanceBits);
        code.Use(lengths);
        return code;
    }

    private void WriteSequences(
        ref BitWriter bits, ReadOnlySpan<byte> block, ReadOnlySpan<Sequence> sequences, HuffmanCode literals, HuffmanCode distances)
    {
        PrepareLengths(literals.Codes);
        ref var literalCodes = ref MemoryMarshal.GetReference(literals.Codes);
        ref var distanceCodes = ref MemoryMarshal.GetReference(distances.Codes);
        ref var next = ref MemoryMarshal.GetReference(block);
        var writer = bits; // a copy that no reference points to stays in registers
        foreach (var sequence in sequences)
        {
            var left = sequence.Literals;
            for (; left >= 4; left -= 4)
            {
                writer.AddCode(Unsafe.Add(ref literalCodes, next));
                writer.AddCode(Unsafe.Add(ref literalCodes, Unsafe.Add(ref next, 1)));
                writer.AddCode(Unsafe.Add(ref literalCodes, Unsafe.Add(ref next, 2)));
                writer.AddCode(Unsafe.Add(ref literalCodes, Unsafe.Add(ref next, 3)));
                writer.Flush();
                next = ref Unsafe.Add(ref next, 4);
            }

            for (; left > 0; left--)
            {
                writer.AddCode(Unsafe.Add(ref literalCodes, next));
                next = ref Unsafe.Add(ref next, 1);
            }

            writer.Flush();
            if (sequence.Length == 0)
                break; // the last one of the input
            var slot = DeflateAlphabet.DistanceSlot(sequence.Distance);
            writer.AddCode(_lengths[sequence.Length]);
            writer.AddCode(Unsafe.Add(ref distanceCodes, slot));
            writer.Add((uint)(sequence.Distance - DeflateAlphabet.DistanceBase[slot]), DeflateAlphabet.DistanceExtraBits[slot]);
            writer.Flush();
            next = ref Unsafe.Add(ref next, (int)sequence.Length);
        }

        writer.AddCode(literals.Codes[DeflateAlphabet.EndOfBlock]);
        writer.Flush();
        bits = writer;
    }

    /// <summary>The code of each length with its extra bits, in the form of <see cref="HuffmanCode.Codes"/>: 19 bits at most.</summary>
    private void PrepareLengths(ReadOnlySpan<uint> codes)
    {
        for (var length = DeflateAlphabet.MinMatch; length <= DeflateAlphabet.MaxMatch; length++)
        {
            var slot = DeflateAlphabet.LengthSlot(length);
            var code = codes[DeflateAlphabet.FirstLength + slot];
            var extra = (uint)(length - DeflateAlphabet.LengthBase[slot]) << (byte)code;
            _lengths[length] = code + (extra << 8) + DeflateAlphabet.LengthExtraBits[slot];
        }
    }
}
