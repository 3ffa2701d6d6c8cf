using ImageBuild.Compression.Deflate;

namespace ImageBuild.Tests.Compression.Deflate;

public class BitWriterTests
{
    [Fact]
    public void The_first_bit_is_the_lowest_of_the_first_byte()
    {
        var output = new byte[1 + BitWriter.Slack];
        var bits = new BitWriter(output);
        bits.Add(1, 1);
        bits.Add(0b10, 2);
        bits.Add(0b10011, 5);
        bits.Flush();
        Assert.Equal((1, 0b10011_10_1), (bits.Position, output[0]));
    }

    [Fact]
    public void An_incomplete_byte_stays_until_it_is_complete()
    {
        var output = new byte[2 + BitWriter.Slack];
        var bits = new BitWriter(output);
        bits.Add(0x155, 9);
        bits.Flush();
        Assert.Equal(1, bits.Position);
        bits.Add(0x7F, 7);
        bits.Flush();
        Assert.Equal((2, 0x55, 0xFF), (bits.Position, output[0], output[1]));
    }

    [Fact]
    public void Fifty_seven_bits_fit_behind_seven()
    {
        var output = new byte[8 + BitWriter.Slack];
        var bits = new BitWriter(output);
        bits.Add(0x7F, 7);
        bits.Flush();
        bits.Add(0x1FF_FFFF, 25);
        bits.Add(uint.MaxValue, 32);
        bits.Flush();
        Assert.Equal(8, bits.Position);
        Assert.All(output[..8], value => Assert.Equal(0xFF, value));
    }

    [Theory]
    [InlineData(0, new byte[0])]
    [InlineData(1, new byte[] { 0x01 })]
    [InlineData(7, new byte[] { 0x7F })]
    [InlineData(8, new byte[] { 0xFF })]
    [InlineData(9, new byte[] { 0xFF, 0x01 })]
    public void Aligning_fills_the_last_byte_with_zeros(int ones, byte[] bytes)
    {
        var output = new byte[bytes.Length + 1 + BitWriter.Slack];
        var bits = new BitWriter(output);
        bits.Add((1u << ones) - 1, ones);
        bits.AlignToByte();
        bits.Append([0xAB]);
        Assert.Equal([.. bytes, 0xAB], output[..bits.Position]);
    }

    [Fact]
    public void A_code_carries_its_own_length()
    {
        var output = new byte[1 + BitWriter.Slack];
        var bits = new BitWriter(output);
        bits.AddCode((0b101 << 8) | 3);
        bits.AddCode((0b11001 << 8) | 5);
        bits.Flush();
        Assert.Equal((1, 0b11001_101), (bits.Position, output[0]));
    }
}
