namespace ImageBuild.Compression.Deflate;

/// <summary>Decides where one set of codes ends and the next begins.</summary>
/// <remarks>
/// Code, metadata, text and tables of numbers lie side by side in an assembly, and each wants codes of its own, but codes cost
/// some sixty bytes a block. From the first segment on, the next one joins the block as long as one block is estimated to
/// be no larger than two.
/// </remarks>
internal sealed class BlockSplitter
{
    /// <summary>What a block costs before its first symbol: its type, and the codes that say the codes.</summary>
    private const long BlockBits = 150;

    /// <summary>What a used symbol adds to the header, about.</summary>
    private const long BitsPerUsedSymbol = 3;

    private Segment _together = new();

    /// <summary>Joins neighbouring segments into blocks.</summary>
    /// <param name="segments">At least one; afterwards the blocks come first.</param>
    /// <returns>The number of blocks.</returns>
    public int Join(Span<Segment> segments)
    {
        var block = 0;
        var size = Estimate(segments[0]);
        for (var i = 1; i < segments.Length; i++)
        {
            var next = Estimate(segments[i]);
            _together.SetToSum(segments[block], segments[i]);
            var together = Estimate(_together);
            if (together <= size + next)
            {
                (segments[block], _together) = (_together, segments[block]);
                size = together;
            }
            else
            {
                block++;
                (segments[block], segments[i]) = (segments[i], segments[block]);
                size = next;
            }
        }

        return block + 1;
    }

    /// <summary>How large a block would be: the entropy of its symbols and its header, or its bytes as they are. In bits of 1/256.</summary>
    /// <remarks>Extra bits are left out: they are the same in one block and in two.</remarks>
    private static long Estimate(Segment segment)
    {
        var used = 1L; // the end of the block
        var bits = Entropy(segment.Literals, ref used) + Entropy(segment.Distances, ref used);
        bits += (BlockBits + (BitsPerUsedSymbol * used)) * FixedPointLog.One;
        return Math.Min(bits, segment.Bytes * 8L * FixedPointLog.One);
    }

    private static long Entropy(ReadOnlySpan<uint> counts, ref long used)
    {
        uint total = 0;
        long bits = 0;
        foreach (var count in counts)
        {
            if (count == 0)
                continue;
            used++;
            total += count;
            bits -= count * (long)FixedPointLog.Of(count);
        }

        return total == 0 ? 0 : bits + (total * (long)FixedPointLog.Of(total));
    }
}
