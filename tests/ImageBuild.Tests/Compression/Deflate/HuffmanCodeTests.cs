using ImageBuild.Compression.Deflate;

namespace ImageBuild.Tests.Compression.Deflate;

public class HuffmanCodeTests
{
    [Theory]
    [InlineData(new uint[] { 1, 1 }, new[] { 1, 1 })]
    [InlineData(new uint[] { 5, 0, 1, 1 }, new[] { 1, 0, 2, 2 })]
    [InlineData(new uint[] { 1, 1, 1, 1 }, new[] { 2, 2, 2, 2 })]
    [InlineData(new uint[] { 1, 2, 4, 8, 16 }, new[] { 4, 4, 3, 2, 1 })]
    [InlineData(new uint[] { 7, 7, 7, 1, 1, 1 }, new[] { 2, 2, 2, 4, 4, 3 })]
    public void Common_symbols_get_short_codes(uint[] counts, int[] lengths) =>
        Assert.Equal(lengths, Built(counts, 15).Lengths.ToArray().Select(length => (int)length));

    /// <summary>RFC 1951, 3.2.2: the example of eight symbols.</summary>
    [Fact]
    public void Codes_follow_from_lengths_as_the_specification_shows()
    {
        var code = new HuffmanCode(8, 15);
        code.Use([3, 3, 3, 3, 3, 2, 4, 4]);
        Assert.Equal(["010", "011", "100", "101", "110", "00", "1110", "1111"], code.Codes.ToArray().Select(Bits));
    }

    [Theory]
    [InlineData(new uint[] { 0, 0, 0 }, new[] { 1, 1, 0 })]
    [InlineData(new uint[] { 9, 0, 0 }, new[] { 1, 1, 0 })]
    [InlineData(new uint[] { 0, 0, 9 }, new[] { 1, 0, 1 })]
    public void There_are_always_two_codes(uint[] counts, int[] lengths) =>
        Assert.Equal(lengths, Built(counts, 15).Lengths.ToArray().Select(length => (int)length));

    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(14)]
    public void No_code_is_longer_than_the_limit_and_every_bit_pattern_has_a_meaning(int limit)
    {
        foreach (var symbols in new[] { 2, 19, 30, 100 })
        {
            // Fibonacci numbers make the deepest tree there is.
            var counts = new uint[symbols];
            (uint last, uint next) = (1, 1);
            for (var i = 0; i < symbols; i++)
                (counts[i], last, next) = (last, next, Math.Min(last + next, 100_000));
            var lengths = Built(counts, limit).Lengths.ToArray();
            Assert.All(lengths, length => Assert.InRange(length, 1, limit));
            Assert.Equal(1 << limit, lengths.Sum(length => 1 << (limit - length)));
        }
    }

    [Fact]
    public void Rare_symbols_never_have_shorter_codes_than_common_ones()
    {
        var counts = Inputs.Noise(286).Select(value => (uint)value * value).ToArray();
        var lengths = Built(counts, 9).Lengths.ToArray();
        var byCount = counts.Select((count, symbol) => (count, length: lengths[symbol])).Where(entry => entry.count > 0).OrderBy(entry => entry.count).ToList();
        foreach (var (rare, common) in byCount.Zip(byCount.Skip(1)).Where(pair => pair.First.count < pair.Second.count))
            Assert.True(rare.length >= common.length, $"{rare} and {common}");
    }

    [Fact]
    public void A_code_depends_on_nothing_that_was_built_before()
    {
        var code = new HuffmanCode(6, 15);
        code.Build([1, 2, 4, 8, 16, 32]);
        code.Build([0, 0, 3, 3, 0, 0]);
        Assert.Equal(Built([0, 0, 3, 3, 0, 0], 15).Codes.ToArray(), code.Codes.ToArray());
    }

    private static HuffmanCode Built(uint[] counts, int maxLength)
    {
        var code = new HuffmanCode(counts.Length, maxLength);
        code.Build(counts);
        return code;
    }

    /// <summary>The bits in the order in which they are written.</summary>
    private static string Bits(uint code) =>
        string.Concat(Enumerable.Range(0, (int)(code & 0xFF)).Select(i => (code >> (8 + i)) & 1));
}
