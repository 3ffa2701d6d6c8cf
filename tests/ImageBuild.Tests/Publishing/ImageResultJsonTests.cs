using System.Text;
using System.Text.Json.Nodes;
using ImageBuild.Publishing;
using ImageBuild.Tests.Debian;

namespace ImageBuild.Tests.Publishing;

/// <summary>The result file, which scripts read: its schema is a promise.</summary>
public sealed class ImageResultJsonTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(File.ReadAllBytes(RepositoryFile.Path("docs/schemas/result.schema.json")))!.AsObject();

    [Fact]
    public void The_file_has_the_image_its_layers_and_what_became_of_each_blob()
    {
        var (image, config) = (Results.Image, Results.Image.Config.Descriptor);
        Assert.Equal(
            $$"""
            {"schemaVersion":1,"repository":"team/app","tags":["1.0","latest"],"digest":"{{image.Digest}}","mediaType":"application/vnd.oci.image.manifest.v1+json",
            "images":[{"platform":"linux/amd64","digest":"{{image.Digest}}","config":"{{config.Digest}}","layers":[
            {"kind":"base-os","name":"debian:13","mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"{{image.Layers[0].Descriptor.Digest}}","diffId":"{{ImageBuild.Content.Digest.Of("tar of base")}}","size":4,"status":"cached"},
            {"kind":"app","name":"application","mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"{{image.Layers[1].Descriptor.Digest}}","diffId":"{{ImageBuild.Content.Digest.Of("tar of application")}}","size":11,"status":"created"}]}],
            "destinations":[{"kind":"registry","references":["registry.example.org/team/app:1.0","registry.example.org/team/app:latest"],"digestReference":"registry.example.org/team/app@{{image.Digest}}","requests":9,"bytesSent":{{config.Size + 11}},
            "blobs":[{"digest":"{{config.Digest}}","status":"uploaded","bytesSent":{{config.Size}}},{"digest":"{{image.Layers[0].Descriptor.Digest}}","status":"mounted","bytesSent":0},{"digest":"{{image.Layers[1].Descriptor.Digest}}","status":"uploaded","bytesSent":11}]}]}
            """.Replace("\n", "", StringComparison.Ordinal),
            Encoding.UTF8.GetString(ImageResultJson.Write(Results.With(Results.Registry))));
    }

    [Fact]
    public void The_file_of_a_dry_run_follows_the_schema() => Assert.Empty(SchemaCheck.Errors(Schema, Parse(ImageResultJson.Write(Results.With()))));

    [Fact]
    public void The_file_of_several_platforms_has_an_entry_for_each_and_the_digest_of_their_index()
    {
        var several = Results.Several();
        var file = Parse(ImageResultJson.Write(several));
        Assert.Empty(SchemaCheck.Errors(Schema, file));
        Assert.Equal(several.Index!.Manifest.Descriptor.Digest.ToString(), (string?)file["digest"]);
        Assert.Equal("application/vnd.oci.image.index.v1+json", (string?)file["mediaType"]);
        Assert.Equal(["linux/amd64", "linux/arm64"], file["images"]!.AsArray().Select(image => (string?)image!["platform"]));
    }

    [Fact]
    public void The_file_follows_its_schema() =>
        Assert.Empty(SchemaCheck.Errors(Schema, Parse(ImageResultJson.Write(Results.With(Results.Layout(), Results.Registry)))));

    [Theory]
    [InlineData("digest", "\"sha256:1\"")]
    [InlineData("schemaVersion", "2")]
    [InlineData("tags", "[]")]
    [InlineData("repository", "null")]
    [InlineData("destinations", """[{"kind":"pigeon"}]""")]
    [InlineData("images", """[{"platform":"linux/amd64"}]""")]
    public void The_schema_refuses_other_files(string member, string value)
    {
        var file = Parse(ImageResultJson.Write(Results.With(Results.Registry))).AsObject();
        file[member] = JsonNode.Parse(value);
        Assert.NotEmpty(SchemaCheck.Errors(Schema, file));
        file.Remove(member);
        Assert.NotEmpty(SchemaCheck.Errors(Schema, file));
    }

    [Fact]
    public void The_schema_knows_every_kind_and_fate_of_a_layer_and_the_version()
    {
        var definitions = Schema["$defs"]!;
        Assert.Equal(
            Enum.GetValues<ImageBuild.Layers.LayerKind>().Select(kind => ImageBuild.Layers.LayerKinds.Name(kind)),
            definitions["layer"]!["properties"]!["kind"]!["enum"]!.AsArray().Select(value => (string?)value));
        Assert.Equal(
            Enum.GetNames<ImageBuild.Layers.LayerFate>().Select(fate => fate.ToLowerInvariant()),
            definitions["layer"]!["properties"]!["status"]!["enum"]!.AsArray().Select(value => (string?)value));
        Assert.Equal(ImageResultJson.SchemaVersion, (int)Schema["properties"]!["schemaVersion"]!["const"]!);
    }

    [Fact]
    public void The_example_on_the_page_follows_the_schema()
    {
        var page = string.Join('\n', RepositoryFile.Lines("docs/result-file.md"));
        var example = page[(page.IndexOf("```json\n", StringComparison.Ordinal) + 8)..];
        Assert.Empty(SchemaCheck.Errors(Schema, JsonNode.Parse(example[..example.IndexOf("```", StringComparison.Ordinal)])));
    }

    private static JsonNode Parse(byte[] json) => JsonNode.Parse(json)!;
}
