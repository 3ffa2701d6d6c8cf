using System.Numerics;
using System.Runtime.CompilerServices;

namespace ImageBuild.Compression.Deflate;

/// <summary>The same bytes further back. The larger <see cref="Rank"/>, the longer the match, and the nearer where lengths are equal.</summary>
/// <param name="Rank">The length above 15 bits that hold the window size minus the distance.</param>
internal readonly record struct Match(int Rank)
{
    /// <summary>The bits of <see cref="Rank"/> below the length.</summary>
    public const int LengthShift = 15;

    /// <summary>A literal costs about a byte: three bytes from further away than this cost more than they save.</summary>
    private const int FarthestOfThree = 8 * 1024;

    private const int LeastUseful = (DeflateAlphabet.MinMatch << LengthShift) | (DeflateAlphabet.WindowSize - FarthestOfThree);

    /// <summary>Bytes; below 3 it is no match.</summary>
    public int Length => Rank >> LengthShift;

    /// <summary>Bytes back, 1 to <see cref="DeflateAlphabet.WindowSize"/>.</summary>
    public int Distance => DeflateAlphabet.WindowSize - (Rank & (DeflateAlphabet.WindowSize - 1));

    /// <summary>Whether it is shorter to say than the literals in its place, as a rule.</summary>
    public bool IsUseful => Rank >= LeastUseful;

    /// <summary>Whether it is worth a literal to take this match, which begins a byte later, instead of <paramref name="earlier"/>.</summary>
    /// <remarks>A byte more saves about as much as four halvings of the distance; a farther distance costs a bit each time it doubles.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsBetterThan(Match earlier) =>
        Length >= earlier.Length
        && (4 * (Length - earlier.Length)) + BitOperations.Log2((uint)earlier.Distance) - BitOperations.Log2((uint)Distance) > 2;
}
