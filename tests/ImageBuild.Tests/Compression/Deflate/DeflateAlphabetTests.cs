using ImageBuild.Compression.Deflate;

namespace ImageBuild.Tests.Compression.Deflate;

/// <summary>The formulas against the tables of RFC 1951, 3.2.5.</summary>
public class DeflateAlphabetTests
{
    [Fact]
    public void Every_length_has_the_symbol_whose_range_it_is_in()
    {
        for (var length = DeflateAlphabet.MinMatch; length < DeflateAlphabet.MaxMatch; length++)
        {
            var slot = DeflateAlphabet.LengthSlot(length);
            Assert.InRange(length, DeflateAlphabet.LengthBase[slot], DeflateAlphabet.LengthBase[slot] + (1 << DeflateAlphabet.LengthExtraBits[slot]) - 1);
        }
    }

    [Fact]
    public void The_longest_length_has_a_symbol_of_its_own_without_extra_bits() =>
        Assert.Equal(285 - DeflateAlphabet.FirstLength, DeflateAlphabet.LengthSlot(DeflateAlphabet.MaxMatch));

    [Fact]
    public void Every_distance_has_the_symbol_whose_range_it_is_in()
    {
        for (var distance = 1; distance <= DeflateAlphabet.WindowSize; distance++)
        {
            var slot = DeflateAlphabet.DistanceSlot(distance);
            Assert.InRange(distance, DeflateAlphabet.DistanceBase[slot], DeflateAlphabet.DistanceBase[slot] + (1 << DeflateAlphabet.DistanceExtraBits[slot]) - 1);
        }
    }
}
