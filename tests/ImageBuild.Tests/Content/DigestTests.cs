using System.Text;
using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Tests.Content;

public sealed class DigestTests
{
    private const string OfAbc = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public async Task Bytes_text_and_stream_give_the_SHA_256_of_FIPS_180()
    {
        Assert.Equal(OfAbc, Digest.Of("abc"u8).ToString());
        Assert.Equal(OfAbc, Digest.Of("abc").ToString());
        Assert.Equal(OfAbc, (await Digest.OfAsync(new MemoryStream(Encoding.ASCII.GetBytes("abc")), default)).ToString());
    }

    [Fact]
    public void A_digest_that_was_written_is_read_again()
    {
        var digest = Digest.Parse(OfAbc);
        Assert.Equal(Digest.Of("abc"), digest);
        Assert.Equal("ba7816bf8f01", digest.Short);
        Assert.Equal(OfAbc["sha256:".Length..], digest.Hex);
        Assert.True(Digest.TryFromHex(digest.Hex, out var fromHex));
        Assert.Equal(digest, fromHex);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha256:")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")] // no algorithm
    [InlineData("sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")] // upper case
    [InlineData("SHA256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a")] // 63 digits
    [InlineData("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015adf")] // 65
    [InlineData("sha256:../816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")] // it becomes a file name
    [InlineData("sha512:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public void What_is_not_a_digest_is_refused(string text)
    {
        Assert.False(Digest.TryParse(text, out _));
        Assert.Equal(ErrorCodes.InvalidDigest, Assert.Throws<ImageBuildException>(() => Digest.Parse(text)).Code);
    }

    [Fact]
    public void A_hash_of_another_length_is_no_digest() => Assert.Throws<ArgumentOutOfRangeException>(() => Digest.FromHash(new byte[31]));

    [Fact]
    public void Digests_are_ordered_by_their_digits()
    {
        Digest[] sorted = [Digest.Parse("sha256:" + new string('0', 64)), Digest.Parse("sha256:" + new string('9', 64)), Digest.Parse("sha256:" + new string('a', 64))];
        Assert.Equal(sorted, sorted.Reverse().Order());
        Assert.True(sorted[0] < sorted[1] && sorted[2] > sorted[1] && sorted[0] <= sorted[1] && sorted[2] >= sorted[1]);
    }
}
