namespace ImageBuild.Content;

/// <summary>What a key led to before.</summary>
/// <param name="Blob">The packed bytes.</param>
/// <param name="DiffId">The digest of the bytes before they were packed.</param>
public sealed record CachedContent(IBlob Blob, Digest DiffId);
