using System.Numerics;
using System.Runtime.CompilerServices;

namespace ImageBuild.Compression.Deflate;

/// <summary>Logarithms to base 2 in whole numbers, so that no processor's floating point has a say in the output.</summary>
internal static class FixedPointLog
{
    /// <summary>The logarithm of 2.</summary>
    public const int One = 1 << FractionBits;

    private const int FractionBits = 8;

    /// <summary>The logarithm in units of 1/256, at most 4 of them wrong.</summary>
    /// <remarks>Between powers of two: log2(1 + x) is about x + 0.344 x (1 - x).</remarks>
    /// <param name="value">At least 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(uint value)
    {
        var exponent = BitOperations.Log2(value);
        var fraction = (byte)(exponent >= FractionBits ? value >> (exponent - FractionBits) : value << (FractionBits - exponent));
        return (exponent << FractionBits) + fraction + ((88 * fraction * (One - fraction)) >> (2 * FractionBits));
    }
}
