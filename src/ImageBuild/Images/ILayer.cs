using ImageBuild.Content;

namespace ImageBuild.Images;

/// <summary>A layer of an image. It knows its digests before its bytes exist when a cache or a registry told them.</summary>
public interface ILayer : IBlob
{
    /// <summary>The digest of the uncompressed tar, as it stands in the image configuration.</summary>
    Digest DiffId { get; }
}
