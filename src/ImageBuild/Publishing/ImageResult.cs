using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Layers;

namespace ImageBuild.Publishing;

/// <summary>What came of a request.</summary>
/// <param name="Repository">The image's name without registry and tag.</param>
/// <param name="Tags">The tags it got.</param>
/// <param name="Image">The image itself.</param>
/// <param name="Layers">Its layers, lowest first.</param>
/// <param name="Config">Its configuration.</param>
/// <param name="Destinations">Where it went.</param>
public sealed record ImageResult(
    string Repository,
    IReadOnlyList<string> Tags,
    Image Image,
    IReadOnlyList<BuiltLayer> Layers,
    ImageConfig Config,
    IReadOnlyList<DestinationResult> Destinations)
{
    /// <summary>The digest of the manifest.</summary>
    public Digest Digest => Image.Digest;
}

/// <summary>What a delivery did.</summary>
/// <param name="Kind">"layout" or "registry".</param>
/// <param name="References">What to call the image by there, one a tag.</param>
/// <param name="DigestReference">What to call exactly this image by, whatever happens to the tags.</param>
/// <param name="Blobs">What happened to each blob.</param>
/// <param name="Requests">How many HTTP requests it took.</param>
public sealed record DestinationResult(
    string Kind, IReadOnlyList<string> References, string DigestReference, IReadOnlyList<DeliveredBlob> Blobs, int Requests)
{
    /// <summary>The bytes of blobs sent or written.</summary>
    public long BytesSent => Blobs.Sum(blob => blob.BytesSent);
}

/// <summary>What happened to one blob on its way.</summary>
/// <param name="Digest">The blob.</param>
/// <param name="Status">"reused", "mounted", "uploaded"; "written" for layouts.</param>
/// <param name="BytesSent">0 unless it was uploaded or written.</param>
public sealed record DeliveredBlob(Digest Digest, string Status, long BytesSent);
