using System.Text;
using ImageBuild.Compression.Deflate;

namespace ImageBuild.Tests.Compression.Deflate;

/// <summary>What is packed comes out again, whatever it is and wherever blocks end.</summary>
public class DeflateEncoderTests
{
    private const int BlockSize = 16 * 1024; // small, so that blocks with everything before them are cheap to test

    public static TheoryData<string> Kinds => ["noise", "text", "zeros", "every byte", "one letter", "two letters", "prose", "assembly", "skewed"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_bytes_comes_out_again(string kind)
    {
        foreach (var thorough in new[] { false, true })
        {
            var blocks = new Blocks(256 * 1024, thorough);
            foreach (var size in new[] { 0, 1, 2, 3, 4, 7, 8, 9, 10, 257, 258, 259, 65_535, 65_536, 300_000 })
                AssertRoundTrip(blocks, Make(kind, size), $"{size} bytes of {kind}");
        }
    }

    /// <summary>Every length around the places where blocks, segments, the search for matches and stored blocks end.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(4 * 1024)]
    [InlineData(BlockSize)]
    [InlineData(2 * BlockSize)]
    [InlineData(DeflateAlphabet.WindowSize + BlockSize)]
    [InlineData(65_535)]
    public void Every_length_around_a_boundary_comes_out_again(int boundary)
    {
        var (fast, small) = (new Blocks(BlockSize, thorough: false), new Blocks(BlockSize, thorough: true));
        var (text, noise) = (Inputs.Text(boundary + 40), Inputs.Noise(boundary + 40));
        for (var size = Math.Max(0, boundary - 20); size <= boundary + 20; size++)
        {
            AssertRoundTrip(fast, text[..size], $"{size} bytes of text");
            AssertRoundTrip(small, text[..size], $"{size} bytes of text, thorough");
            AssertRoundTrip(fast, noise[..size], $"{size} bytes of noise");
        }
    }

    [Fact]
    public void Every_period_up_to_300_comes_out_again()
    {
        foreach (var thorough in new[] { false, true })
        {
            var blocks = new Blocks(BlockSize, thorough);
            for (var period = 1; period <= 300; period++)
                AssertRoundTrip(blocks, Inputs.Periodic(3_000, period), $"period {period}");
        }
    }

    [Fact]
    public void Every_length_of_match_comes_out_again()
    {
        var blocks = new Blocks(BlockSize, thorough: false);
        for (var length = 3; length <= 520; length++)
            AssertRoundTrip(blocks, Inputs.Echo(length, 1_000), $"a match of {length}");
    }

    [Fact]
    public void Every_distance_around_the_end_of_the_window_comes_out_again()
    {
        foreach (var thorough in new[] { false, true })
        {
            var blocks = new Blocks(BlockSize, thorough);
            foreach (var length in new[] { 3, 4, 8, 40, 258 })
            {
                for (var distance = DeflateAlphabet.WindowSize - 6; distance <= DeflateAlphabet.WindowSize + 6; distance++)
                    AssertRoundTrip(blocks, Inputs.Echo(length, distance), $"a match of {length} at {distance}");
            }
        }
    }

    [Fact]
    public void A_block_may_refer_to_the_blocks_before_it()
    {
        var twice = Inputs.Noise(BlockSize);
        var packed = new Blocks(BlockSize, thorough: false).Pack([.. twice, .. twice]);
        Assert.InRange(packed.Length, BlockSize, BlockSize + 500);
    }

    [Fact]
    public void A_block_depends_on_nothing_the_encoder_packed_before()
    {
        var input = Inputs.Text(50_000);
        foreach (var thorough in new[] { false, true })
        {
            var used = new Blocks(BlockSize, thorough);
            used.Pack(Inputs.Mixed(3, 200_000));
            Assert.Equal(new Blocks(BlockSize, thorough).Pack(input), used.Pack(input));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(256 * 1024)]
    public void Nothing_grows_by_more_than_stored_blocks_and_the_mark_behind_them(int size)
    {
        var packed = new byte[DeflateEncoder.OutputSize(size)];
        foreach (var input in new[] { Inputs.Noise(size), Inputs.Text(size), new byte[size] })
        {
            var count = new DeflateEncoder(size, thorough: false).Encode(input, 0, packed);
            Assert.InRange(count, 1, size + (5 * ((size + 65_534) / 65_535)) + 6);
        }
    }

    /// <summary>Noise and text in turns: what can be packed is packed, what cannot is stored.</summary>
    [Fact]
    public void Bytes_nothing_can_pack_do_not_spoil_those_beside_them()
    {
        byte[] input = [.. Inputs.Text(50_000), .. Inputs.Noise(50_000), .. Inputs.Text(50_000)];
        var alone = new Blocks(256 * 1024, thorough: false).Pack(Inputs.Text(50_000)).Length;
        Assert.InRange(new Blocks(256 * 1024, thorough: false).Pack(input).Length, 50_000, 50_000 + (2 * alone) + 3_000);
    }

    [Fact]
    public void Thorough_is_smaller_where_long_matches_hide_behind_short_ones()
    {
        var input = File.ReadAllBytes(typeof(DeflateEncoder).Assembly.Location);
        var (fast, small) = (new Blocks(256 * 1024, thorough: false).Pack(input).Length, new Blocks(256 * 1024, thorough: true).Pack(input).Length);
        Assert.InRange(small, 1, fast - 1);
    }

    [Fact]
    public void Room_that_does_not_suffice_is_refused_before_anything_is_written() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DeflateEncoder(100, thorough: false).Encode(new byte[100], 0, new byte[DeflateEncoder.OutputSize(100) - 1]));

    private static void AssertRoundTrip(Blocks blocks, byte[] input, string what) => Decoders.AssertAllRead(blocks.Pack(input), input, what);

    private static byte[] Make(string kind, int size) => kind switch
    {
        "noise" => Inputs.Noise(size),
        "text" => Inputs.Text(size),
        "zeros" => new byte[size],
        "every byte" => [.. Enumerable.Range(0, size).Select(i => (byte)i)],
        "one letter" => [.. Enumerable.Repeat((byte)'x', size)],
        "two letters" => [.. Inputs.Noise(size).Select(value => (byte)(value & 1))],
        "prose" => Cut(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, (size / 20) + 1).Select(i => $"Sentence {i} says {i * i % 97}. "))), size),
        "assembly" => Cut(File.ReadAllBytes(typeof(object).Assembly.Location), size),
        "skewed" => [.. Inputs.Noise(size).Select(value => (byte)(value * value / 1024 * value / 256))],
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static byte[] Cut(byte[] bytes, int size) => bytes[^Math.Min(size, bytes.Length)..];
}
