using System.Text;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;

namespace ImageBuild.Tests.Images;

public sealed class ManifestContentTests
{
    private const string Abc = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static readonly Descriptor Config = new(MediaTypes.OciConfig, Digest.Of("abc"), 2);
    private static readonly Descriptor Layer = new(MediaTypes.OciLayerGzip, Digest.Of("abc"), 8_000_000_000);

    [Fact]
    public void What_was_written_is_read()
    {
        var manifest = Read(MediaTypes.OciManifest, ManifestJson.WriteManifest(ImageFormat.Oci, Config, [Layer, Layer], new Dictionary<string, string> { ["a"] = "1" }));
        Assert.Equal(Config, manifest.Config);
        Assert.Equal([Layer, Layer], manifest.Layers);
        Assert.Equal([Config, Layer, Layer], manifest.Blobs);
        Assert.Equal("1", manifest.Annotations["a"]);
        Assert.Empty(manifest.Manifests);

        var entry = new Descriptor(MediaTypes.OciManifest, Digest.Of("abc"), 7)
        {
            Annotations = new Dictionary<string, string> { ["k"] = "v" },
            Platform = new Platform("linux", "arm", "v7"),
            ArtifactType = "application/x",
        };
        var index = Read(MediaTypes.OciIndex, ManifestJson.WriteIndex(ImageFormat.Oci, [entry]));
        var read = Assert.Single(index.Manifests);
        Assert.Equal(entry with { Annotations = null }, read with { Annotations = null });
        Assert.Equal(entry.Annotations, read.Annotations);
        Assert.Empty(index.Blobs);
    }

    [Fact]
    public void What_it_is_attached_to_and_as_what_is_read()
    {
        var content = Read(
            MediaTypes.OciManifest,
            $$"""{"config":{"mediaType":"m","digest":"{{Abc}}","size":2},"layers":[],"subject":{"mediaType":"s","digest":"{{Abc}}","size":3},"artifactType":"application/x"}""");
        Assert.Equal(("s", "application/x"), (content.Subject!.MediaType, content.ArtifactType));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"config":{},"layers":[]}""")]
    [InlineData("""{"config":{"mediaType":null,"digest":"DIGEST","size":1},"layers":[]}""")]
    [InlineData("""{"config":{"mediaType":"m","digest":"md5:1","size":1},"layers":[]}""")]
    [InlineData("""{"config":{"mediaType":"m","digest":"DIGEST","size":-1},"layers":[]}""")]
    [InlineData("""{"config":{"mediaType":"m","digest":"DIGEST","size":"1"},"layers":[]}""")]
    [InlineData("""{"config":{"mediaType":"m","digest":"DIGEST","size":1.5},"layers":[]}""")]
    [InlineData("""{"config":{"mediaType":"m","digest":"DIGEST","size":1},"layers":null}""")]
    [InlineData("""{"config":{"mediaType":"m","digest":"DIGEST","size":1},"layers":[],"layers":[]}""")]
    [InlineData("""{"config":{"mediaType":"m","digest":"DIGEST","size":1,"annotations":{"a":"1","a":"2"}},"layers":[]}""")]
    public void What_is_no_manifest_is_refused(string json) => Assert.Equal(ErrorCodes.InvalidImage, Refusal(MediaTypes.OciManifest, json));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"manifests":[{"mediaType":"m","digest":"DIGEST","size":1,"platform":{"os":"linux"}}]}""")]
    public void What_is_no_index_is_refused(string json) => Assert.Equal(ErrorCodes.InvalidImage, Refusal(MediaTypes.OciIndex, json));

    [Fact]
    public void An_index_of_thousands_of_entries_is_refused()
    {
        var entries = string.Join(',', Enumerable.Repeat("""{"mediaType":"m","digest":"DIGEST","size":1}""", 1001));
        Assert.Equal(ErrorCodes.InvalidImage, Refusal(MediaTypes.OciIndex, $$"""{"manifests":[{{entries}}]}"""));
    }

    [Fact]
    public void Another_type_is_refused_by_its_name() =>
        Assert.Equal(ErrorCodes.ManifestUnsupported, Refusal("application/vnd.docker.distribution.manifest.v1+json", "{}"));

    private static ErrorCode Refusal(string type, string json) =>
        Assert.Throws<ImageBuildException>(() => Read(type, json.Replace("DIGEST", Abc, StringComparison.Ordinal))).Code;

    private static ManifestContent Read(string type, string json) => Read(type, Encoding.UTF8.GetBytes(json));

    private static ManifestContent Read(string type, byte[] json) => ManifestContent.Read(new BytesBlob(type, json));
}
