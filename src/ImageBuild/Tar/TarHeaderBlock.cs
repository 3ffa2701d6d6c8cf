using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ImageBuild.Tar;

/// <summary>The fields of a header block of 512 bytes, in the ustar, GNU or the oldest form.</summary>
/// <remarks>IEEE 1003.1 (pax, ustar interchange format); GNU tar manual, "Basic Tar Format".</remarks>
internal readonly ref struct TarHeaderBlock(ReadOnlySpan<byte> block)
{
    /// <summary>Bytes of a header, and of the unit contents are padded to.</summary>
    public const int Size = 512;

    private const int ChecksumOffset = 148;
    private const int ChecksumLength = 8;

    private readonly ReadOnlySpan<byte> _block = block;

    /// <summary>Two such blocks end an archive.</summary>
    public bool IsZero => !_block.ContainsAnyExcept((byte)0);

    /// <summary>The sum of all bytes, where some old writers took them for signed.</summary>
    public bool IsChecksumRight
    {
        get
        {
            var (unsigned, signed) = (0, 0);
            for (var i = 0; i < Size; i++)
            {
                var value = i is >= ChecksumOffset and < ChecksumOffset + ChecksumLength ? (byte)' ' : _block[i];
                unsigned += value;
                signed += (sbyte)value;
            }

            var stated = Number(ChecksumOffset, ChecksumLength);
            return stated == unsigned || stated == signed;
        }
    }

    public char Type => (char)_block[156];

    public string LinkName => Text(157, 100);

    /// <summary>With ustar's prefix. GNU's form has other things in its place.</summary>
    public string Path
    {
        get
        {
            var prefix = _block.Slice(257, 6).SequenceEqual("ustar\0"u8) ? Text(345, 155) : "";
            return prefix.Length == 0 ? Text(0, 100) : $"{prefix}/{Text(0, 100)}";
        }
    }

    public int Mode => (int)(Number(100, 8) & 0xFFF);

    public long UserId => Number(108, 8);

    public long GroupId => Number(116, 8);

    /// <exception cref="InvalidDataException">It is negative.</exception>
    public long ContentSize => Number(124, 12) is >= 0 and var size ? size : throw new InvalidDataException("a size is negative");

    public long Modified => Number(136, 12);

    private string Text(int offset, int length)
    {
        var field = _block.Slice(offset, length);
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    /// <summary>Octal digits, or GNU's binary number behind a first byte with the highest bit.</summary>
    private long Number(int offset, int length)
    {
        var field = _block.Slice(offset, length);
        if ((field[0] & 0x80) != 0)
            return Binary(field);
        var digits = field.Trim(" \0"u8);
        var end = digits.IndexOfAny((byte)0, (byte)' ');
        if (end >= 0)
            digits = digits[..end];
        long value = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
                throw new InvalidDataException($"'{Encoding.Latin1.GetString(digits)}' is not an octal number");
            value = (value << 3) | (uint)(digit - '0');
        }

        return value;
    }

    /// <summary>Big-endian, two's complement over the whole field without its highest bit.</summary>
    private static long Binary(ReadOnlySpan<byte> field)
    {
        Span<byte> wide = stackalloc byte[12];
        var isNegative = (field[0] & 0x40) != 0;
        wide.Fill(isNegative ? (byte)0xFF : (byte)0);
        field.CopyTo(wide[^field.Length..]);
        wide[^field.Length] = isNegative ? (byte)(field[0] | 0x80) : (byte)(field[0] & 0x7F);
        return BinaryPrimitives.ReadInt32BigEndian(wide) == (isNegative ? -1 : 0)
            ? BinaryPrimitives.ReadInt64BigEndian(wide[4..])
            : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"the number in the {field.Length} bytes of a field is too large"));
    }
}
