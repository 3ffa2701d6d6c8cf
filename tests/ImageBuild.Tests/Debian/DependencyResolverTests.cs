using ImageBuild.Debian;
using ImageBuild.Diagnostics;

namespace ImageBuild.Tests.Debian;

/// <summary>Which packages a list of wanted ones leads to. The columns: what is wanted, what is chosen, then one package each.</summary>
public sealed class DependencyResolverTests
{
    [Theory]
    [InlineData("a b", "a 1, b 1", "a 1", "b 1")] // roots
    [InlineData("a", "a 1, b 1", "a 1; Depends: b", "b 1", "c 1")] // only what is needed
    [InlineData("a", "a 1, b 1, c 1", "a 1; Pre-Depends: b", "b 1; Depends: c", "c 1; Depends: a")] // circles end
    [InlineData("a", "a 1, b 1", "a 1; Depends: x | b", "b 1")] // the first alternative there is
    [InlineData("a c", "a 1, c 1", "a 1; Depends: b | c", "b 1", "c 1")] // an alternative that is wanted anyway
    [InlineData("a", "a 1, b 1", "a 1; Depends: v", "b 1; Provides: v")] // a virtual package
    [InlineData("a", "a 1, b 1", "a 1; Depends: v", "c 1; Provides: v", "b 1; Provides: v")] // of several providers the first by name
    [InlineData("a", "a 1, c 1", "a 1; Depends: v (>= 2)", "b 1; Provides: v", "c 1; Provides: v (= 2)")] // a bound needs a stated version
    [InlineData("a", "a 1, b 3", "a 1; Depends: b (>= 2)", "b 1", "b 2", "b 3")] // the newest
    [InlineData("a", "a 1, b 2", "a 1; Depends: b (<< 3)", "b 1", "b 2", "b 3")] // the newest that fits
    [InlineData("a", "a 1", "a 1; Depends: debconf (>= 0.5) | debconf-2.0")] // left out, whoever asks
    [InlineData("base-files", "base-files 1", "base-files 1; Pre-Depends: awk")] // left out for this package
    [InlineData("a", "a 1, awk 1", "a 1; Depends: awk", "awk 1")] // but not for another one
    [InlineData("a", "a 1", "a 1; Conflicts: v; Provides: v")] // excludes the other providers, not itself
    [InlineData("a", "a 1, b 2", "a 1; Depends: b; Breaks: b (<< 2)", "b 2")]
    public void Chooses(string roots, string expected, params string[] packages)
    {
        Assert.Equal(expected, Resolve(roots, packages));
        Assert.Equal(expected, Resolve(string.Join(' ', roots.Split(' ').Reverse()), [.. packages.Reverse()]));
    }

    [Theory]
    [InlineData("IB2010", "There is no package 'x'", "x", "a 1")]
    [InlineData("IB2011", "a 1 needs b | c, which no package source has", "a", "a 1; Depends: b | c")]
    [InlineData("IB2011", "a 1 needs b (>= 2), which no package source has", "a", "a 1; Depends: b (>= 2)", "b 1")]
    [InlineData("IB2011", "a 1 needs b (= 1), but b 2 is the version chosen", "a b", "a 1; Depends: b (= 1)", "b 1", "b 2")]
    [InlineData("IB2012", "b 1 cannot be beside a 1 (a)", "a b", "a 1", "b 1; Conflicts: a")]
    [InlineData("IB2012", "a 1 cannot be beside b 1 (v)", "a b", "a 1; Breaks: v", "b 1; Provides: v")]
    public void Says_why_it_cannot(string code, string cause, string roots, params string[] packages)
    {
        var error = Assert.Throws<ImageBuildException>(() => Resolve(roots, packages));
        Assert.Equal(code, error.Code.Id);
        Assert.StartsWith(cause, error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_equal_versions_the_earlier_suite_serves()
    {
        var packages = Parse("trixie", "a 1").Concat(Parse("trixie-updates", "a 1")).ToList();
        Assert.Equal("trixie", DependencyResolver.Resolve(new PackageCatalog(packages), ["a"]).Single().Suite);
    }

    private static string Resolve(string roots, params string[] packages) =>
        string.Join(", ", DependencyResolver.Resolve(new PackageCatalog([.. Parse("trixie", packages)]), roots.Split(' ')).Select(package => $"{package.Name} {package.Version}"));

    private static IEnumerable<BinaryPackage> Parse(string suite, params string[] packages)
    {
        var index = string.Concat(packages.Select(package =>
        {
            var parts = package.Split("; ");
            var words = parts[0].Split(' ');
            return $"Package: {words[0]}\nVersion: {words[1]}\nArchitecture: amd64\nFilename: pool/{words[0]}.deb\nSize: 1\nSHA256: {new string('0', 64)}\n{string.Concat(parts[1..].Select(field => field + "\n"))}\n";
        }));
        return BinaryPackage.ReadIndex(new StringReader(index), suite, "amd64");
    }
}
