using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Registries;

namespace ImageBuild.Tests.Registries;

public class PushPlanTests
{
    [Fact]
    public void Blobs_come_before_children_before_the_index_before_tags_and_each_once()
    {
        var shared = TestImages.Blob("shared", 10);
        var config = TestImages.Blob("config", 5, MediaTypes.OciConfig);
        var other = TestImages.Blob("other", 6, MediaTypes.OciConfig);
        var first = new ImageBuild.Images.Image(TestImages.Manifest(config, [shared]), config, [shared], new("linux", "amd64"));
        var second = new ImageBuild.Images.Image(TestImages.Manifest(other, [shared]), other, [shared], new("linux", "arm64"));
        var index = TestImages.Index(first, second);

        var plan = PushPlan.For(index, "ghcr.io", "team/app", ["v1", "latest", "v1"]);

        Assert.Equal(
            $"""
            push to ghcr.io/team/app
              blob     {config.Descriptor.Digest}          5 B check, upload
              blob     {shared.Descriptor.Digest}         10 B check, upload
              blob     {other.Descriptor.Digest}          6 B check, upload
              manifest {first.Digest}        {first.Manifest.Descriptor.Size} B
              manifest {second.Digest}        {second.Manifest.Descriptor.Size} B
              index    {index.Manifest.Descriptor.Digest}        {index.Manifest.Descriptor.Size} B
              tag      v1
              tag      latest

            """,
            plan.ToString());
    }

    [Fact]
    public void A_blob_is_mounted_from_the_same_registry_only()
    {
        var image = TestImages.Create("mount", false, 10, 20, 30);
        var hints = new PushHints
        {
            Sources = new Dictionary<Digest, ImageReference>
            {
                [image.Layers[0].Descriptor.Digest] = ImageReference.Parse("ghcr.io/base/debian"),
                [image.Layers[1].Descriptor.Digest] = ImageReference.Parse("quay.io/base/debian"),
                [image.Layers[2].Descriptor.Digest] = ImageReference.Parse("ghcr.io/team/app"),
            },
        };

        var plan = PushPlan.For(image, "ghcr.io", "team/app", [], hints);

        Assert.Equal([null, "base/debian", null, null], plan.Blobs.Select(blob => blob.MountFrom));
        Assert.Equal([false, false, false, true], plan.Blobs.Select(blob => blob.Known));
    }

    [Fact]
    public void What_the_target_has_already_is_not_asked_for()
    {
        var image = TestImages.Create("known");
        var plan = PushPlan.For(image, "ghcr.io", "team/app", [], new() { Present = new HashSet<Digest> { image.Config.Descriptor.Digest } });

        Assert.Equal([true, false], plan.Blobs.Select(blob => blob.Known));
    }

    [Fact]
    public void Media_types_of_two_families_are_refused_before_anything_is_sent()
    {
        var config = TestImages.Blob("config", 5, MediaTypes.DockerConfig);
        var layer = TestImages.Blob("layer", 5);
        var image = new ImageBuild.Images.Image(TestImages.Manifest(config, [layer]), config, [layer], new("linux", "amd64"));

        var error = Assert.Throws<ImageBuildException>(() => PushPlan.For(image, "ghcr.io", "team/app", []));

        Assert.Equal(ErrorCodes.MixedMediaTypes, error.Code);
    }
}
