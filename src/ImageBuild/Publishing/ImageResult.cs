using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Layers;
using ImageBuild.Transfers;

namespace ImageBuild.Publishing;

/// <summary>What came of a request.</summary>
/// <param name="Repository">The image's name without registry and tag.</param>
/// <param name="Tags">The tags it got.</param>
/// <param name="Images">The image of each platform, in the request's order.</param>
/// <param name="Index">The index over the images; null for a single one.</param>
/// <param name="Destinations">Where it went.</param>
public sealed record ImageResult(
    string Repository,
    IReadOnlyList<string> Tags,
    IReadOnlyList<BuiltImage> Images,
    ImageIndex? Index,
    IReadOnlyList<DestinationResult> Destinations)
{
    /// <summary>What the tags lead to: the index, or the manifest of the only image.</summary>
    public BytesBlob Root => Index?.Manifest ?? Images[0].Image.Manifest;

    /// <summary>The digest of <see cref="Root"/>.</summary>
    public Digest Digest => Root.Descriptor.Digest;
}

/// <summary>A finished image of one platform.</summary>
/// <param name="Image">The image itself.</param>
/// <param name="Config">Its configuration.</param>
/// <param name="Layers">Its layers, lowest first.</param>
public sealed record BuiltImage(Image Image, ImageConfig Config, IReadOnlyList<BuiltLayer> Layers);

/// <summary>What a delivery did.</summary>
/// <param name="Kind">"layout", "archive", "engine" or "registry".</param>
/// <param name="References">What to call the image by there, one a tag.</param>
/// <param name="DigestReference">What to call exactly this image by, whatever happens to the tags.</param>
/// <param name="Blobs">What happened to each blob.</param>
/// <param name="Requests">How many HTTP requests it took.</param>
public sealed record DestinationResult(
    string Kind, IReadOnlyList<string> References, string DigestReference, IReadOnlyList<TransferredBlob> Blobs, int Requests)
{
    /// <summary>The bytes of blobs sent or written.</summary>
    public long BytesSent => Blobs.Sum(blob => blob.BytesSent);
}
