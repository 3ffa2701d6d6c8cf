using ImageBuild.Debian;
using ImageBuild.Debian.Installing;
using ImageBuild.Diagnostics;

namespace ImageBuild.Tests.Debian;

/// <summary>The documents say what the code does.</summary>
public sealed class DocumentationTests
{
    private static readonly string[] BaseOs = RepositoryFile.Lines("docs/base-os.md");

    [Fact]
    public void The_default_set_is_documented()
    {
        var common = BasePackages.For(Distribution.Debian13, invariantGlobalization: false);
        Assert.All(common, package => Assert.Contains($"| `{package.Name}` | {package.Reason} |", BaseOs));
    }

    [Fact]
    public void Dependencies_left_out_are_documented() =>
        Assert.All(OmittedDependency.All, omitted => Assert.Contains($"| {Name(omitted.Package)} | `{omitted.Dependency}` | {omitted.Reason} |", BaseOs));

    [Fact]
    public void Files_left_out_are_documented() =>
        Assert.All(OmittedFiles.All, omitted => Assert.Contains($"| {Name(omitted.Package)} | `{omitted.Pattern}` | {omitted.Reason} |", BaseOs));

    [Fact]
    public void Fingerprints_of_the_keys_are_documented()
    {
        var primary = RepositoryFile.Lines("src/ImageBuild/Debian/Keys/README.md").Where(line => line.Contains(".gpg |", StringComparison.Ordinal)).Select(line => line.Split('|')[3].Trim());
        Assert.All(primary, fingerprint => Assert.Contains(BaseOs, line => line.EndsWith($"| {fingerprint} |", StringComparison.Ordinal)));
    }

    [Fact]
    public void Packages_whose_scripts_were_read_are_documented()
    {
        var lines = RepositoryFile.Lines("docs/container-packages.md");
        Assert.All(HarmlessScript.All, known => Assert.Contains($"| `{known.Package}` | {known.Reason} |", lines));
    }

    [Fact]
    public void Every_diagnostic_of_the_base_system_has_a_page()
    {
        foreach (var code in ErrorCodes.All.Where(code => code.Id.StartsWith("IB20", StringComparison.Ordinal)))
            Assert.StartsWith($"# {code.Id}: {code.Title}", RepositoryFile.Lines($"docs/diagnostics/{code.Id}.md")[0], StringComparison.Ordinal);
    }

    private static string Name(string? package) => package is null ? "every package" : $"`{package}`";
}
