using ImageBuild.Tests.Debian;

namespace ImageBuild.Tests.Tool;

/// <summary>What the tool says about itself.</summary>
public sealed class HelpTests
{
    [Theory]
    [InlineData("publish")]
    [InlineData("build")]
    [InlineData("push")]
    [InlineData("pull")]
    [InlineData("copy")]
    [InlineData("tag")]
    [InlineData("ls")]
    [InlineData("catalog")]
    [InlineData("search")]
    [InlineData("delete")]
    [InlineData("digest")]
    [InlineData("manifest")]
    [InlineData("inspect")]
    [InlineData("explain")]
    [InlineData("verify")]
    public async Task A_command_shows_by_examples_how_it_is_used(string command)
    {
        var help = (await ToolRun.OfAsync(command, "--help")).Succeeded().Output;

        Assert.Contains("Examples:\n", help, StringComparison.Ordinal);
        Assert.Contains($"  imagebuild {command} ", help, StringComparison.Ordinal);
        Assert.Contains("--output", help, StringComparison.Ordinal);
        Assert.Contains("--quiet", help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("transfer")]
    [InlineData("listing")]
    [InlineData("deletion")]
    [InlineData("reference")]
    [InlineData("inspect")]
    [InlineData("explain")]
    [InlineData("verify")]
    [InlineData("result")]
    [InlineData("publish")]
    public void Every_schema_is_described_in_the_documentation(string schema) =>
        Assert.Contains(RepositoryFile.Lines("docs/json.md"), line => line.Contains($"schemas/{schema}.schema.json", StringComparison.Ordinal));

    [Fact]
    public async Task A_command_that_is_not_known_is_an_error() => Assert.Equal(1, (await ToolRun.OfAsync("conquer")).ExitCode);
}
