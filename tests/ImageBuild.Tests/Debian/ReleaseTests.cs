using ImageBuild.Debian;
using ImageBuild.Diagnostics;

namespace ImageBuild.Tests.Debian;

public sealed class ReleaseTests
{
    private const string Hash = "2efd6103f013081f8118f4c9f228739bc97bff2e4e1de496f80458c7e72a24ac";
    private static readonly DateTimeOffset Day = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Knows_the_sha256_sums_only()
    {
        var release = Parse($"MD5Sum:\n 4732da192911c0078099ac4a97b71322 7 main/other\nSHA256:\n {Hash}  42 main/binary-amd64/Packages.xz\n");
        Assert.Equal(42, release.Find("main/binary-amd64/Packages.xz")!.Size);
        Assert.Equal(Hash, release.Find("main/binary-amd64/Packages.xz")!.Digest.Hex);
        Assert.Null(release.Find("main/other"));
    }

    [Theory]
    [InlineData("Sat, 21 Nov 2026 09:15:44 UTC")]
    [InlineData("Sat, 21 Nov 2026 09:15:44 GMT")]
    [InlineData("Sat, 21 Nov 2026 10:15:44 +0100")]
    public void Reads_dates(string date) => Assert.Equal(new DateTimeOffset(2026, 11, 21, 9, 15, 44, TimeSpan.Zero), Parse("", date).Date);

    [Theory]
    [InlineData("Suite: stable\nCodename: trixie\n", "trixie", true)] // the code name
    [InlineData("Suite: stable\nCodename: trixie\n", "stable", true)] // the suite
    [InlineData("Suite: stable\nCodename: trixie\n", "sid", false)]
    [InlineData("Suite: stable\nCodename: trixie\n", "trixie-security", false)]
    [InlineData("Suite: noble\nCodename: noble\n", "noble", true)]
    [InlineData("Suite: noble-security\nCodename: noble\n", "noble-security", true)]
    [InlineData("Suite: noble-updates\nCodename: noble\n", "noble", false)] // Ubuntu's updates have the code name of the release
    [InlineData("Suite: noble\nCodename: noble\n", "noble-security", false)]
    public void Is_for_one_suite(string text, string wanted, bool right)
    {
        var release = Parse(text);
        if (right)
            release.Check(wanted, Day, "InRelease");
        else
            Assert.Equal(ErrorCodes.ReleaseMismatch, Assert.Throws<ImageBuildException>(() => release.Check(wanted, Day, "InRelease")).Code);
    }

    [Fact]
    public void Expires_where_it_says_so()
    {
        var release = Parse("Codename: trixie\nValid-Until: Sat, 21 Nov 2026 12:00:00 UTC\n");
        release.Check("trixie", Day, "InRelease");
        Assert.Equal(ErrorCodes.ReleaseExpired, Assert.Throws<ImageBuildException>(() => release.Check("trixie", Day.AddSeconds(1), "InRelease")).Code);
    }

    [Theory]
    [InlineData("Date: yesterday\n")]
    [InlineData("Codename: trixie\n")]
    [InlineData("")]
    [InlineData("Date: Sat, 21 Nov 2026 09:15:44 UTC\nSHA256:\n short 1 x\n")]
    [InlineData("Date: Sat, 21 Nov 2026 09:15:44 UTC\n\nDate: Sat, 21 Nov 2026 09:15:44 UTC\n")]
    public void Refuses_other_syntax(string text) =>
        Assert.Equal(ErrorCodes.IndexDamaged, Assert.Throws<ImageBuildException>(() => Release.Parse(text, "InRelease")).Code);

    [Theory]
    [InlineData("MD5Sum:\n 00000000000000000000000000000000 1 main/binary-amd64/Packages\n")]
    [InlineData("SHA1:\n 0000000000000000000000000000000000000000 1 main/binary-amd64/Packages\n")]
    public void Weak_sums_alone_are_refused(string text) =>
        Assert.Equal(ErrorCodes.ReleaseTooWeak, Assert.Throws<ImageBuildException>(() => Parse("Codename: trixie\n" + text)).Code);

    private static Release Parse(string text, string date = "Sat, 21 Nov 2026 09:15:44 UTC") => Release.Parse($"Date: {date}\n{text}", "InRelease");
}
