using System.Text;
using ImageBuild.Content;
using ImageBuild.Images;

namespace ImageBuild.Tests.Images;

public sealed class ManifestJsonTests
{
    private const string Abc = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static readonly Descriptor Config = new(MediaTypes.OciConfig, Digest.Of("abc"), 2);
    private static readonly Descriptor Layer = new(MediaTypes.OciLayerGzip, Digest.Of("abc"), 8_000_000_000);

    [Fact]
    public void The_bytes_of_a_manifest() =>
        Assert.Equal(
            $$$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{{Abc}}}","size":2},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"{{{Abc}}}","size":8000000000}],"annotations":{"a":"1","b":"2"}}""",
            Text(ManifestJson.WriteManifest(ImageFormat.Oci, Config, [Layer], new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" })));

    [Fact]
    public void The_bytes_of_an_index() =>
        Assert.Equal(
            $$$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{{{Abc}}}","size":7,"annotations":{"k":"v"},"platform":{"architecture":"arm","os":"linux","variant":"v7"},"artifactType":"application/x"}]}""",
            Text(ManifestJson.WriteIndex(ImageFormat.Oci, [Everything])));

    [Fact]
    public void Docker_has_the_same_members_under_other_types()
    {
        Assert.StartsWith(
            """{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":{""",
            Text(ManifestJson.WriteManifest(ImageFormat.Docker, Config, [Layer])),
            StringComparison.Ordinal);
        Assert.StartsWith(
            """{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.list.v2+json","manifests":[""",
            Text(ManifestJson.WriteIndex(ImageFormat.Docker, [Everything])),
            StringComparison.Ordinal);
    }

    [Fact]
    public void No_annotations_leave_no_member() =>
        Assert.DoesNotContain("annotations", Text(ManifestJson.WriteManifest(ImageFormat.Oci, Config, [], new Dictionary<string, string>())), StringComparison.Ordinal);

    private static Descriptor Everything => new(MediaTypes.OciManifest, Digest.Of("abc"), 7)
    {
        Annotations = new Dictionary<string, string> { ["k"] = "v" },
        Platform = new Platform("linux", "arm", "v7"),
        ArtifactType = "application/x",
    };

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
