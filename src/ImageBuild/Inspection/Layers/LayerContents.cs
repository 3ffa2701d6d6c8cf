using ImageBuild.Compression;
using ImageBuild.Content;

namespace ImageBuild.Inspection.Layers;

/// <summary>What the bytes of a layer turned out to be.</summary>
/// <param name="Digest">The digest of the packed bytes.</param>
/// <param name="PackedSize">The number of packed bytes.</param>
/// <param name="DiffId">The digest of the unpacked archive.</param>
/// <param name="ExpandedSize">The number of bytes of the unpacked archive.</param>
/// <param name="Compression">How it is packed, by its first bytes.</param>
/// <param name="Entries">Every entry, in the order of the archive.</param>
public sealed record LayerContents(
    Digest Digest, long PackedSize, Digest DiffId, long ExpandedSize, CompressionFormat Compression, IReadOnlyList<LayerEntry> Entries)
{
    /// <summary>The content of files that tell packages, by path.</summary>
    internal IReadOnlyDictionary<string, byte[]> Documents { get; init; } = new Dictionary<string, byte[]>();
}
