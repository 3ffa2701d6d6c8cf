using System.Text.Json.Nodes;
using ImageBuild.Tests.Debian;
using ImageBuild.Tests.Publishing;
using ImageBuild.Tool;

namespace ImageBuild.Tests.Tool;

/// <summary>A command line as a user writes it, run within this process, and what came of it.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    public static async Task<ToolRun> OfAsync(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await Cli.InvokeAsync(arguments, output, error);
        return new ToolRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>The lines of standard output.</summary>
    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public ToolRun Succeeded()
    {
        Assert.True(ExitCode == 0, $"{ExitCode}: {Error}{Output}");
        return this;
    }

    public ToolRun Failed(string code)
    {
        Assert.Equal(1, ExitCode);
        Assert.Contains($"error {code}: ", Error, StringComparison.Ordinal);
        return this;
    }

    /// <summary>Standard output as JSON, after it was held against its schema.</summary>
    public JsonObject Json(string schema)
    {
        var document = JsonNode.Parse(Output)!.AsObject();
        Assert.Empty(SchemaCheck.Errors(JsonNode.Parse(File.ReadAllBytes(RepositoryFile.Path($"docs/schemas/{schema}.schema.json")))!.AsObject(), document));
        return document;
    }
}
