using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;

namespace ImageBuild.Tests.Images;

/// <summary>The two families name the same bytes differently.</summary>
public sealed class ImageFormatTests
{
    [Theory]
    [InlineData(ImageFormat.Oci, MediaTypes.OciLayerGzip, MediaTypes.OciLayerGzip)]
    [InlineData(ImageFormat.Oci, MediaTypes.OciLayerZstd, MediaTypes.OciLayerZstd)]
    [InlineData(ImageFormat.Oci, MediaTypes.DockerLayer, MediaTypes.OciLayer)]
    [InlineData(ImageFormat.Oci, MediaTypes.DockerLayerGzip, MediaTypes.OciLayerGzip)]
    [InlineData(ImageFormat.Docker, MediaTypes.OciLayer, MediaTypes.DockerLayer)]
    [InlineData(ImageFormat.Docker, MediaTypes.OciLayerGzip, MediaTypes.DockerLayerGzip)]
    [InlineData(ImageFormat.Docker, MediaTypes.DockerLayerGzip, MediaTypes.DockerLayerGzip)]
    public void A_layer_has_the_type_of_its_family(ImageFormat format, string layer, string expected) => Assert.Equal(expected, format.LayerType(layer));

    [Fact]
    public void Docker_has_no_zstd() =>
        Assert.Equal(ErrorCodes.NoSuchLayerType, Assert.Throws<ImageBuildException>(() => ImageFormat.Docker.LayerType(MediaTypes.OciLayerZstd)).Code);

    [Theory]
    [InlineData(ImageFormat.Oci)]
    [InlineData(ImageFormat.Docker)]
    public void Manifest_and_index_tell_the_family(ImageFormat format)
    {
        Assert.Equal(format, ImageFormats.Of(format.ManifestType()));
        Assert.Equal(format, ImageFormats.Of(format.IndexType()));
        Assert.True(MediaTypes.IsManifest(format.ManifestType()) && MediaTypes.IsIndex(format.IndexType()));
    }
}
