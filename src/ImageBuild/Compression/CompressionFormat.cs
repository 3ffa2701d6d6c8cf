using ImageBuild.Content;

namespace ImageBuild.Compression;

/// <summary>How the bytes of a layer are packed.</summary>
public enum CompressionFormat
{
    /// <summary>gzip (RFC 1952): every runtime reads it.</summary>
    Gzip,

    /// <summary>Zstandard (RFC 8878): smaller and faster; needs containerd 1.5, podman 4, Docker 23 or later. OCI images only.</summary>
    Zstd,

    /// <summary>Not packed.</summary>
    None,
}

/// <summary>What follows from a <see cref="CompressionFormat"/>.</summary>
public static class CompressionFormats
{
    /// <summary>The OCI media type of a layer packed this way.</summary>
    public static string LayerMediaType(this CompressionFormat format) => format switch
    {
        CompressionFormat.Gzip => MediaTypes.OciLayerGzip,
        CompressionFormat.Zstd => MediaTypes.OciLayerZstd,
        CompressionFormat.None => MediaTypes.OciLayer,
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };
}
