using System.Text.Json.Nodes;
using ImageBuild.EndToEnd.Fixtures;
using ImageBuild.Tests.Publishing;

namespace ImageBuild.EndToEnd.Inspection;

/// <summary>What commands print with --output json.</summary>
internal static class Documents
{
    /// <summary>The document, which follows its schema.</summary>
    public static JsonObject Read(CommandResult result, string schema)
    {
        var document = JsonNode.Parse(result.Output)!.AsObject();
        var rules = JsonNode.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "docs", "schemas", $"{schema}.schema.json")))!.AsObject();
        Assert.Empty(SchemaCheck.Errors(rules, document));
        return document;
    }

    public static IEnumerable<JsonObject> Objects(this JsonNode node, string name) => node[name]!.AsArray().Select(item => item!.AsObject());

    public static string Text(this JsonNode node, string name) => (string)node[name]!;

    public static long Number(this JsonNode node, string name) => (long)node[name]!;
}
