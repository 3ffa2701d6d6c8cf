using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Registries;

namespace ImageBuild.Tests.Images;

public sealed class ImageComposerTests
{
    [Fact]
    public void An_image_names_its_layers_by_diffID_in_the_config_and_by_digest_in_the_manifest()
    {
        var image = SmallImage.Create("amd64", "one", "two");
        var config = ImageConfigJson.Read(((BytesBlob)image.Config).Bytes.Span);
        var manifest = ManifestContent.Read(image.Manifest);
        Assert.Equal([Digest.Of("tar of one"), Digest.Of("tar of two")], config.DiffIds);
        Assert.Equal(image.Config.Descriptor, manifest.Config);
        Assert.Equal([Digest.Of("one"), Digest.Of("two")], manifest.Layers.Select(layer => layer.Digest));
        Assert.Equal(image.Manifest.Descriptor.Digest, image.Digest);
        Assert.Equal([image.Config, .. image.Layers], image.Blobs);
    }

    [Fact]
    public void An_index_names_each_image_with_its_platform()
    {
        Image[] images = [SmallImage.Create("amd64", "a"), SmallImage.Create("arm64", "b")];
        var index = SmallImage.Index(images);
        Assert.Equal(MediaTypes.OciIndex, index.Manifest.Descriptor.MediaType);
        Assert.Equal(
            [("linux/amd64", images[0].Digest), ("linux/arm64", images[1].Digest)],
            ManifestContent.Read(index.Manifest).Manifests.Select(entry => (entry.Platform!.ToString(), entry.Digest)));
    }

    [Fact]
    public void An_image_of_Dockers_family_mixes_nothing_and_has_no_annotations()
    {
        var image = ImageComposer.Compose(
            ImageFormat.Docker,
            new ImageConfig { Platform = new Platform("linux", "amd64") },
            [SmallImage.Layer("one")],
            new Dictionary<string, string> { ["org.opencontainers.image.base.name"] = "debian" });
        var text = System.Text.Encoding.UTF8.GetString(image.Manifest.Bytes.Span);
        Assert.Equal(MediaTypes.DockerManifest, image.Manifest.Descriptor.MediaType);
        Assert.DoesNotContain("opencontainers", text, StringComparison.Ordinal);
        Assert.DoesNotContain("vnd.oci", text, StringComparison.Ordinal);
        Assert.Equal(MediaTypes.DockerLayerGzip, Assert.Single(image.Layers).Descriptor.MediaType);
        PushPlan.For(image, "registry.example.org", "team/app", ["v1"]); // does not refuse a mixture
    }

    [Fact]
    public void Annotations_stand_in_the_manifest()
    {
        var annotations = new Dictionary<string, string> { ["org.opencontainers.image.base.name"] = "debian" };
        var image = ImageComposer.Compose(ImageFormat.Oci, new ImageConfig { Platform = new Platform("linux", "amd64") }, [], annotations);
        Assert.EndsWith(
            ""","annotations":{"org.opencontainers.image.base.name":"debian"}}""".Replace("\\", "", StringComparison.Ordinal),
            System.Text.Encoding.UTF8.GetString(image.Manifest.Bytes.Span),
            StringComparison.Ordinal);
    }
}
