using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ImageBuild.Compression.Deflate;

/// <summary>Writes bits, the lowest of each value first, into bytes from their lowest bit on (RFC 1951, 3.1.1).</summary>
/// <remarks>
/// Bits gather in a 64-bit word. <see cref="Flush"/> always stores the whole word and then moves on by the bytes that are
/// complete: no branch, and room for 57 more bits afterwards. The price is <see cref="Slack"/> bytes behind the output.
/// </remarks>
internal ref struct BitWriter
{
    /// <summary>How many bytes of the output must lie behind the last one that is written.</summary>
    public const int Slack = 8;

    private readonly Span<byte> _output;
    private int _position;
    private ulong _word;
    private int _count;

    /// <summary>Starts at the first byte of <paramref name="output"/>. The caller sees to it that there is room.</summary>
    public BitWriter(Span<byte> output) => _output = output;

    /// <summary>Whole bytes written so far.</summary>
    public readonly int Position => _position;

    /// <summary>Adds bits. At most 57 between two flushes; those of <paramref name="value"/> above <paramref name="count"/> are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(uint value, int count)
    {
        _word |= (ulong)value << _count;
        _count += count;
    }

    /// <summary>Adds an entry of <see cref="HuffmanCode.Codes"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddCode(uint code) => Add(code >> 8, (byte)code);

    /// <summary>Stores what is there and keeps the bits of an incomplete byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Flush()
    {
        ref var target = ref Unsafe.Add(ref MemoryMarshal.GetReference(_output), _position);
        Unsafe.WriteUnaligned(ref target, BitConverter.IsLittleEndian ? _word : BinaryPrimitives.ReverseEndianness(_word));
        _position += _count >> 3;
        _word >>= _count & ~7;
        _count &= 7;
    }

    /// <summary>Fills the last byte with zeros.</summary>
    public void AlignToByte()
    {
        _count = (_count + 7) & ~7;
        Flush();
    }

    /// <summary>Adds whole bytes; the writer must be at the start of one.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_output[_position..]);
        _position += bytes.Length;
    }
}
