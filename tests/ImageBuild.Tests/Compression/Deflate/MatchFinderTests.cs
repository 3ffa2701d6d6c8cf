using ImageBuild.Compression.Deflate;

namespace ImageBuild.Tests.Compression.Deflate;

public class MatchFinderTests
{
    [Theory]
    [InlineData(3, 3)]
    [InlineData(3, 8_000)]
    [InlineData(4, 4)]
    [InlineData(4, 32_768)]
    [InlineData(8, 20_000)]
    [InlineData(9, 32_768)]
    [InlineData(257, 300)]
    [InlineData(258, 32_768)]
    public void Equal_bytes_in_the_window_are_found_with_their_length_and_distance(int length, int distance)
    {
        var match = FindEcho(length, distance);
        Assert.Equal((length, distance), (match.Length, match.Distance));
    }

    [Fact]
    public void What_lies_outside_the_window_is_not_found() => Assert.False(FindEcho(40, 32_769).IsUseful);

    [Fact]
    public void A_match_ends_where_it_is_told_to() => Assert.Equal(100, FindEcho(300, 400, maxLength: 100).Length);

    [Fact]
    public void Of_equally_long_matches_the_nearest_is_taken()
    {
        byte[] window = [.. "abcdef-abcdefG-abcdef"u8, .. new byte[8]];
        Assert.Equal((6, 8), (Find(window, 15, 14).Length, Find(window, 15, 14).Distance));
    }

    [Fact]
    public void A_longer_match_is_taken_though_it_is_farther()
    {
        byte[] window = [.. "abcdefgh1234-abcdefghX-abcdefgh1234"u8, .. new byte[8]];
        Assert.Equal((12, 23), (Find(window, 23, 20).Length, Find(window, 23, 20).Distance));
    }

    [Fact]
    public void Matches_reach_into_the_bytes_they_stand_for()
    {
        var match = Find(new byte[300], 1, 258);
        Assert.Equal((258, 1), (match.Length, match.Distance));
    }

    /// <summary>Table entries of the window before it are read as positions of this one; only the bytes there may decide.</summary>
    [Fact]
    public void Every_match_is_true_however_long_ago_its_table_entry_was_made()
    {
        foreach (var thorough in new[] { false, true })
        {
            var window = Inputs.Mixed(7, 400_000);
            var finder = new MatchFinder(thorough);
            finder.Clear();
            finder.Add(ref window[0], 0, 1);
            for (var position = 1; position < window.Length - 258; position++)
            {
                var match = finder.Find(ref window[0], position, 258);
                if (match.Length < DeflateAlphabet.MinMatch)
                    continue;
                Assert.InRange(match.Distance, 1, Math.Min(position, DeflateAlphabet.WindowSize));
                Assert.True(window.AsSpan(position, match.Length).SequenceEqual(Repeated(window, position, match)));
            }
        }
    }

    [Theory]
    [InlineData(5, 100, 4, 50, true)] // a byte more, twice as far
    [InlineData(5, 5_000, 4, 100, false)] // a byte more, but a distance that costs as much
    [InlineData(4, 10, 4, 1_000, true)] // as long and much nearer
    [InlineData(3, 1, 4, 30_000, false)] // shorter, however near
    public void A_later_match_must_make_up_for_the_literal_before_it(int length, int distance, int earlierLength, int earlierDistance, bool better) =>
        Assert.Equal(better, Of(length, distance).IsBetterThan(Of(earlierLength, earlierDistance)));

    [Theory]
    [InlineData(2, 1, false)]
    [InlineData(3, 8_192, true)]
    [InlineData(3, 8_193, false)]
    [InlineData(4, 32_768, true)]
    public void Three_bytes_from_far_away_are_not_worth_a_match(int length, int distance, bool useful) =>
        Assert.Equal(useful, Of(length, distance).IsUseful);

    private static Match Of(int length, int distance) => new((length << Match.LengthShift) | (DeflateAlphabet.WindowSize - distance));

    private static Match FindEcho(int length, int distance, int maxLength = 258)
    {
        byte[] window = [.. Inputs.Echo(length, distance), .. Inputs.Noise(300, seed: 9)];
        return Find(window, distance, maxLength);
    }

    private static Match Find(byte[] window, int position, int maxLength)
    {
        var finder = new MatchFinder(thorough: false);
        finder.Add(ref window[0], 0, position);
        return finder.Find(ref window[0], position, maxLength);
    }

    private static byte[] Repeated(byte[] window, int position, Match match)
    {
        var bytes = new byte[match.Length];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = i < match.Distance ? window[position - match.Distance + i] : bytes[i - match.Distance];
        return bytes;
    }
}
