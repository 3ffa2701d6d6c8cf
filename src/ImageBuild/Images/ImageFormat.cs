using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Images;

/// <summary>The two families of manifests. Some registries refuse images that mix them.</summary>
public enum ImageFormat
{
    /// <summary>The OCI image specification.</summary>
    Oci,

    /// <summary>Docker's image manifest, version 2, schema 2.</summary>
    Docker,
}

/// <summary>The media types of a family.</summary>
public static class ImageFormats
{
    /// <summary>The type of a manifest.</summary>
    public static string ManifestType(this ImageFormat format) => format == ImageFormat.Oci ? MediaTypes.OciManifest : MediaTypes.DockerManifest;

    /// <summary>The type of an index.</summary>
    public static string IndexType(this ImageFormat format) => format == ImageFormat.Oci ? MediaTypes.OciIndex : MediaTypes.DockerManifestList;

    /// <summary>The type of a configuration.</summary>
    public static string ConfigType(this ImageFormat format) => format == ImageFormat.Oci ? MediaTypes.OciConfig : MediaTypes.DockerConfig;

    /// <summary>The family a manifest's type belongs to.</summary>
    public static ImageFormat Of(string manifestType) =>
        manifestType is MediaTypes.DockerManifest or MediaTypes.DockerManifestList ? ImageFormat.Docker : ImageFormat.Oci;

    /// <summary>The type a layer has in this family. The bytes are the same in both.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.NoSuchLayerType"/>: Docker's family has no zstd.</exception>
    public static string LayerType(this ImageFormat format, string layerType) => (format, layerType) switch
    {
        (ImageFormat.Oci, MediaTypes.DockerLayer) => MediaTypes.OciLayer,
        (ImageFormat.Oci, MediaTypes.DockerLayerGzip) => MediaTypes.OciLayerGzip,
        (ImageFormat.Docker, MediaTypes.OciLayer) => MediaTypes.DockerLayer,
        (ImageFormat.Docker, MediaTypes.OciLayerGzip) => MediaTypes.DockerLayerGzip,
        (ImageFormat.Docker, MediaTypes.OciLayerZstd) => throw ErrorCodes.NoSuchLayerType.Error("Docker's image format has no zstd layers."),
        _ => layerType,
    };
}
