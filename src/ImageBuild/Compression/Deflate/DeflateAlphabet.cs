using System.Numerics;
using System.Runtime.CompilerServices;

namespace ImageBuild.Compression.Deflate;

/// <summary>The symbols of deflate and what they stand for (RFC 1951, 3.2.5).</summary>
internal static class DeflateAlphabet
{
    /// <summary>How many bytes back a match may reach.</summary>
    public const int WindowSize = 32 * 1024;

    /// <summary>The shortest match that can be said, in bytes.</summary>
    public const int MinMatch = 3;

    /// <summary>The longest match that can be said, in bytes.</summary>
    public const int MaxMatch = 258;

    /// <summary>The symbol that ends a block; below it are the literals.</summary>
    public const int EndOfBlock = 256;

    /// <summary>The symbol of the shortest lengths.</summary>
    public const int FirstLength = 257;

    /// <summary>How many symbols literals, end of block and lengths have together.</summary>
    public const int LiteralSymbols = 286;

    /// <summary>How many symbols distances have.</summary>
    public const int DistanceSymbols = 30;

    /// <summary>The shortest length of each length symbol, from <see cref="FirstLength"/> on.</summary>
    public static ReadOnlySpan<ushort> LengthBase =>
        [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];

    /// <summary>How many bits behind a length symbol tell its lengths apart.</summary>
    public static ReadOnlySpan<byte> LengthExtraBits =>
        [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    /// <summary>The shortest distance of each distance symbol.</summary>
    public static ReadOnlySpan<ushort> DistanceBase =>
    [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769,
        1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
    ];

    /// <summary>How many bits behind a distance symbol tell its distances apart.</summary>
    public static ReadOnlySpan<byte> DistanceExtraBits =>
        [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

    /// <summary>The index of a length's symbol in <see cref="LengthBase"/>: eight symbols of one length, then four for each number of extra bits.</summary>
    /// <param name="length"><see cref="MinMatch"/> to <see cref="MaxMatch"/>, which has a symbol of its own.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LengthSlot(int length)
    {
        if (length == MaxMatch)
            return LengthBase.Length - 1;
        var above = length - MinMatch;
        if (above < 8)
            return above;
        var bits = BitOperations.Log2((uint)above);
        return (4 * (bits - 1)) + ((above >> (bits - 2)) & 3);
    }

    /// <summary>The symbol of a distance, 1 to <see cref="WindowSize"/>: two for each number of extra bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int DistanceSlot(int distance)
    {
        var above = distance - 1;
        if (above < 2)
            return above;
        var bits = BitOperations.Log2((uint)above);
        return (2 * bits) + ((above >> (bits - 1)) & 1);
    }
}
