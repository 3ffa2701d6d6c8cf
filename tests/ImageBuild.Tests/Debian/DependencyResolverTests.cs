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
    [InlineData("a", "a 1", "a 1; Recommends: b", "b 1")] // recommendations never
    [InlineData("a c", "a 1, c 1, d 1", "a 1; Depends: b | d", "b 1; Conflicts: c", "c 1", "d 1")] // an alternative that goes with the others
    [InlineData("a c", "a 1, c 1, d 1", "a 1; Depends: b | d", "b 1", "c 1; Breaks: b", "d 1")]
    [InlineData("a=1", "a 1", "a 1", "a 2")] // a version that was asked for
    [InlineData("a>=2", "a 3", "a 1", "a 3")]
    [InlineData("v", "b 1", "b 1; Provides: v")] // a virtual name
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
    [InlineData("IB2010", "There is no a (= 3) in the suites of the package sources, which have 1, 2", "a=3", "a 1", "a 2")]
    [InlineData("IB2023", "'A b' is not the name of a package", "A_b", "a 1")]
    [InlineData("IB2023", "'x y' is not a version of the package aa", "aa=x_y", "aa 1")]
    [InlineData("IB2012", "b 1 cannot be beside a 1 (a)", "a b", "a 1", "b 1; Conflicts: a")]
    [InlineData("IB2012", "a 1 cannot be beside b 1 (v)", "a b", "a 1; Breaks: v", "b 1; Provides: v")]
    public void Says_why_it_cannot(string code, string cause, string roots, params string[] packages)
    {
        var error = Assert.Throws<ImageBuildException>(() => Resolve(roots, packages));
        Assert.Equal(code, error.Code.Id);
        Assert.StartsWith(cause, error.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "", "a 1", "a 1; Depends: b", "b 1")] // there already
    [InlineData("a", "b 1; Provides: c", "a 1", "a 1; Depends: c", "c 1")] // something that stands for it is there
    [InlineData("a", "b 1", "a 1, d 1", "a 1; Depends: b (>= 1), d", "b 2", "d 1")] // what is there is old enough
    [InlineData("a", "b 1; Conflicts: e|e 1", "a 1", "a 1")] // what is there went together before
    public void Adds_to_what_is_installed(string roots, string installed, string expected, params string[] packages) =>
        Assert.Equal(
            installed.Length == 0 ? "" : expected,
            Show(DependencyResolver.Resolve(
                new PackageCatalog([.. Parse("trixie", packages)]),
                installed.Length == 0 ? Parse("base", "a 1") : Parse("base", installed.Split('|')),
                roots.Split(' ').Select(Wanted), "wanted")));

    [Theory]
    [InlineData("a 1 needs b (>= 2), but the base has b 1", "a", "b 1", "a 1; Depends: b (>= 2)", "b 2")]
    [InlineData("b (= 2) is wanted, but b 1 is there already", "b=2", "b 1", "b 2")]
    public void Never_replaces_what_is_installed(string cause, string roots, string installed, params string[] packages)
    {
        var error = Assert.Throws<ImageBuildException>(
            () => DependencyResolver.Resolve(new PackageCatalog([.. Parse("trixie", packages)]), Parse("base", installed), roots.Split(' ').Select(Wanted), "wanted"));
        Assert.Equal(ErrorCodes.DependencyUnsatisfied, error.Code);
        Assert.StartsWith(cause, error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Explains_every_choice() =>
        Assert.Equal(
            ["libldap2: wanted", "libsasl2-2: libldap2 needs libsasl2-2 (>= 2.1.28)", "libsasl2-modules-db: libsasl2-2 needs libsasl2-modules-db | other"],
            DependencyResolver.Resolve(
                    new PackageCatalog([.. Parse("trixie", "libldap2 1; Depends: libsasl2-2 (>= 2.1.28)", "libsasl2-2 3; Depends: libsasl2-modules-db | other", "libsasl2-modules-db 3")]),
                    [],
                    [Wanted("libldap2")],
                    "wanted")
                .Select(chosen => $"{chosen.Package.Name}: {chosen.Reason}"));

    [Fact]
    public void Of_equal_versions_the_earlier_suite_serves()
    {
        var packages = Parse("trixie", "a 1").Concat(Parse("trixie-updates", "a 1")).ToList();
        Assert.Equal("trixie", DependencyResolver.Resolve(new PackageCatalog(packages), [], [Wanted("a")], "wanted").Single().Package.Suite);
    }

    private static string Resolve(string roots, params string[] packages) =>
        Show(DependencyResolver.Resolve(new PackageCatalog([.. Parse("trixie", packages)]), [], roots.Split(' ').Select(Wanted), "wanted"));

    private static string Show(IEnumerable<ChosenPackage> chosen) => string.Join(", ", chosen.Select(package => $"{package.Package}"));

    /// <summary>"a", "a=1", "a>=1"; '_' stands for a blank. Names of one letter are no packages, but read well in these tables.</summary>
    private static PackageRelation Wanted(string text)
    {
        var name = text.Split('=', '>')[0].Replace('_', ' ');
        var version = text.Length > name.Length ? text[name.Length..].TrimStart('=').Replace('_', ' ') : null;
        return name.Length == 1 ? new WantedPackage(name + name, version).Relation with { Name = name } : new WantedPackage(name, version).Relation;
    }

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
