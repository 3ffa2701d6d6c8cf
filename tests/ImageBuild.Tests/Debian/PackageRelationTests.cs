using ImageBuild.Debian;

namespace ImageBuild.Tests.Debian;

public sealed class PackageRelationTests
{
    [Theory]
    [InlineData("a (<< 2)", "1", true)]
    [InlineData("a (<< 2)", "2", false)]
    [InlineData("a (<= 2)", "2", true)]
    [InlineData("a (<= 2)", "3", false)]
    [InlineData("a (= 2)", "2.0", false)]
    [InlineData("a (= 2)", "2-0", true)]
    [InlineData("a (>= 2)", "2", true)]
    [InlineData("a (>= 2)", "2~rc1", false)]
    [InlineData("a (>> 2)", "2", false)]
    [InlineData("a (>> 2)", "2.1", true)]
    [InlineData("a (< 2)", "2", true)] // the obsolete sign means "or equal"
    [InlineData("a (> 2)", "2", true)]
    [InlineData("a(>=2)", "2", true)]
    [InlineData("a", "0", true)]
    public void Bounds_versions(string relation, string version, bool allowed) =>
        Assert.Equal(allowed, Assert.Single(Assert.Single(PackageRelation.ParseField(relation))).Allows(DebianVersion.TryParse(version)!));

    [Fact]
    public void Splits_groups_and_alternatives()
    {
        var groups = PackageRelation.ParseField("libc6 (>= 2.38),\n debconf (>= 0.5) | debconf-2.0, python3:any");
        Assert.Equal(["libc6 (>= 2.38)", "debconf (>= 0.5) | debconf-2.0", "python3"], groups.Select(group => string.Join(" | ", group)));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a (1.0)")]
    [InlineData("a (>= )")]
    [InlineData("a (>= 1.0")]
    [InlineData("(>= 1.0)")]
    [InlineData("a (>< 1.0)")]
    public void Refuses_other_syntax(string text) => Assert.Throws<FormatException>(() => PackageRelation.ParseField(text));
}
