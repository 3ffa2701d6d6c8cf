using ImageBuild.Debian;
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
    public void Every_diagnostic_of_the_base_system_has_a_page()
    {
        foreach (var code in ErrorCodes.All.Where(code => code.Id.StartsWith("IB20", StringComparison.Ordinal)))
            Assert.StartsWith($"# {code.Id}: {code.Title}", RepositoryFile.Lines($"docs/diagnostics/{code.Id}.md")[0], StringComparison.Ordinal);
    }

    private static string Name(string? package) => package is null ? "every package" : $"`{package}`";
}
