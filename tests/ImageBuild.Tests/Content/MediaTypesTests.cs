using ImageBuild.Content;

namespace ImageBuild.Tests.Content;

public sealed class MediaTypesTests
{
    [Theory]
    [InlineData(MediaTypes.OciIndex, true, false)]
    [InlineData(MediaTypes.DockerManifestList, true, false)]
    [InlineData(MediaTypes.OciManifest, false, true)]
    [InlineData(MediaTypes.DockerManifest, false, true)]
    [InlineData(MediaTypes.OciConfig, false, false)]
    [InlineData(MediaTypes.OciLayerGzip, false, false)]
    [InlineData("", false, false)]
    public void Indexes_and_manifests_are_told_apart_in_both_families(string mediaType, bool isIndex, bool isManifest)
    {
        Assert.Equal(isIndex, MediaTypes.IsIndex(mediaType));
        Assert.Equal(isManifest, MediaTypes.IsManifest(mediaType));
    }
}
