using ImageBuild.Content;

namespace ImageBuild.Debian;

/// <summary>What a layer unpacks to.</summary>
/// <param name="Key">Names the layer: its packages, and the rules by which it is put together and written.</param>
/// <param name="DiffId">The digest of its tar.</param>
public sealed record LockedLayer(Digest Key, Digest DiffId);
