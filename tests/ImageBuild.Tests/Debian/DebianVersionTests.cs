using ImageBuild.Debian;

namespace ImageBuild.Tests.Debian;

public sealed class DebianVersionTests
{
    [Theory]
    [InlineData("1.0", "1.0", 0)]
    [InlineData("1.0", "1.1", -1)]
    [InlineData("1.9", "1.10", -1)] // numbers, not texts
    [InlineData("1.0", "1.00", 0)] // leading zeros mean nothing
    [InlineData("1.01", "1.1", 0)]
    [InlineData("1.0", "1.0-0", 0)] // no revision is revision 0
    [InlineData("1.0-1", "1.0-2", -1)]
    [InlineData("1.0-9", "1.0-10", -1)]
    [InlineData("1:0.1", "9.9", 1)] // the epoch decides
    [InlineData("0:1.0", "1.0", 0)]
    [InlineData("2:1.0", "10:1.0", -1)]
    [InlineData("1.0~rc1", "1.0", -1)] // a tilde sorts before the end
    [InlineData("1.0~~", "1.0~", -1)]
    [InlineData("1.0~~a", "1.0~", -1)]
    [InlineData("1.0~rc1", "1.0~rc2", -1)]
    [InlineData("1.0-1~deb13u1", "1.0-1", -1)]
    [InlineData("1.0a", "1.0", 1)]
    [InlineData("1.0a", "1.0+", -1)] // letters before everything else
    [InlineData("1.0+b1", "1.0.1", -1)] // '+' before '.'
    [InlineData("1.0", "1.0+deb13u1", -1)]
    [InlineData("1.0+deb13u2", "1.0+deb13u10", -1)]
    [InlineData("2026f-0+deb13u1", "2026b-0+deb13u1", 1)]
    [InlineData("1.3.dfsg+really1.3.1-1+b1", "1.3.dfsg-3.1", 1)] // the last hyphen starts the revision
    [InlineData("1-2-3", "1-2-4", -1)]
    [InlineData("1-2.0-1", "1-10.0-1", -1)] // hyphens within the upstream version
    [InlineData("1.", "1.0", 0)]
    [InlineData("99999999999999999999", "100000000000000000000", -1)] // longer than any integer
    [InlineData("3.5.9-1~deb13u1", "3.5.7-1~deb13u3", 1)]
    public void Orders_as_dpkg_does(string left, string right, int expected)
    {
        var (first, second) = (DebianVersion.TryParse(left)!, DebianVersion.TryParse(right)!);
        Assert.Equal(expected, first.CompareTo(second));
        Assert.Equal(-expected, second.CompareTo(first));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":1.0")]
    [InlineData("a:1.0")]
    [InlineData("-1:1.0")]
    [InlineData("1:")]
    [InlineData("1.0-")]
    [InlineData("-1")]
    [InlineData("1 0")]
    [InlineData("1/0")]
    [InlineData("1.0_1")]
    [InlineData("99999999999:1")]
    public void Refuses_what_is_not_a_version(string text) => Assert.Null(DebianVersion.TryParse(text));
}
