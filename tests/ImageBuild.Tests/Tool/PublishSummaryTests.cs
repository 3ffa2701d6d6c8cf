using System.Text.Json;
using System.Text.Json.Nodes;
using ImageBuild.Publishing;
using ImageBuild.Tests.Debian;
using ImageBuild.Tests.Publishing;
using ImageBuild.Tool.Publishing;

namespace ImageBuild.Tests.Tool;

/// <summary>What imagebuild publish says when it is done, and what it says meanwhile.</summary>
public sealed class PublishSummaryTests : IDisposable
{
    private const string Digest = "sha256:9d2fa3291eaad822b74c5b336b1de4aa3394d9a8eeb2494cdbf97756af9d6c98";

    private static readonly string Layer = "{\"kind\":\"app\",\"name\":\"application\",\"mediaType\":\"x\",\"digest\":\"" + Digest + "\",\"diffId\":\"" + Digest + "\",\"size\":1234567,\"status\":\"created\"}";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_table_has_a_line_an_image_with_sizes_and_time()
    {
        Assert.Equal(
            """
            IMAGE               DIGEST                 SIZE      SENT  READY AFTER
            acme/billing:1.4.2  sha256:9d2fa3291eaa  1.2 MB  500.0 kB        2.5 s
            acme/orders:1.4.2   sha256:9d2fa3291eaa  1.2 MB       0 B       12.0 s
            """,
            string.Join('\n', PublishSummary.Lines([Image("acme/billing", 500_000, 2.5), Image("acme/orders", 0, 12)])));
    }

    [Fact]
    public void A_layer_that_several_platforms_share_counts_once() =>
        Assert.Equal(1_234_567, Image("acme/orders", 0, 1, platforms: 2).Size);

    [Fact]
    public void The_JSON_follows_its_schema_and_holds_the_result_files()
    {
        var document = JsonNode.Parse(PublishSummary.Json([Image("acme/orders", 0, 1)]))!.AsObject();

        Assert.Empty(SchemaCheck.Errors(JsonNode.Parse(File.ReadAllBytes(RepositoryFile.Path("docs/schemas/publish.schema.json")))!.AsObject(), document));
        Assert.Equal(Digest, (string?)document["images"]![0]!["result"]!["digest"]);
    }

    [Fact]
    public void Results_are_read_by_project_with_the_time_they_were_ready()
    {
        var start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        foreach (var (project, seconds) in (ReadOnlySpan<(string, int)>)[("Web", 7), ("Billing", 3)])
        {
            var file = Path.Combine(_folder.Path, project + ".json");
            File.WriteAllText(file, Image(project.ToLowerInvariant(), 0, 0).Result.GetRawText());
            File.SetLastWriteTimeUtc(file, start.AddSeconds(seconds));
        }

        Assert.Equal(
            [("Billing", "billing:1.4.2", 3.0), ("Web", "web:1.4.2", 7.0)],
            PublishedImage.ReadAll(new DirectoryInfo(_folder.Path), start).Select(image => (image.Project, image.Name, image.ReadyAfter.TotalSeconds)));
    }

    [Theory]
    [InlineData("  Determining projects to restore...", true)]
    [InlineData("  Restored /src/Web/Web.csproj (in 230 ms).", true)]
    [InlineData("  Web -> /src/Web/bin/Release/net10.0/Web.dll", true)]
    [InlineData("  Generating native code", true)]
    [InlineData("    app        application  45.7 kB  sha256:963c4b0092e8  created", false)]
    [InlineData("/src/Web/Program.cs(1,1): warning CS0168: a -> b", false)]
    [InlineData("/src/Web/Web.csproj : error NU1101: Unable to find package", false)]
    public void Only_steps_of_the_build_pass_by_on_a_terminal(string line, bool isStep) => Assert.Equal(isStep, PublishLine.IsStep(line));

    public void Dispose() => _folder.Dispose();

    private static PublishedImage Image(string repository, long sent, double seconds, int platforms = 1)
    {
        var images = string.Join(',', Enumerable.Repeat($$"""{"platform":"linux/amd64","digest":"{{Digest}}","config":"{{Digest}}","layers":[{{Layer}}]}""", platforms));
        var json = $$"""
            {"schemaVersion":1,"repository":"{{repository}}","tags":["1.4.2"],"digest":"{{Digest}}","mediaType":"x","images":[{{images}}],
             "destinations":[{"kind":"registry","references":["r/{{repository}}:1.4.2"],"digestReference":"r/{{repository}}@{{Digest}}","requests":1,"bytesSent":{{sent}},"blobs":[]}]}
            """;
        return new PublishedImage(repository, JsonDocument.Parse(json).RootElement, TimeSpan.FromSeconds(seconds));
    }
}
