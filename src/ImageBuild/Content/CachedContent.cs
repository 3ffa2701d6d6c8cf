namespace ImageBuild.Content;

/// <summary>What a key led to before. The bytes need not be there any more.</summary>
/// <param name="Descriptor">Of the packed bytes.</param>
/// <param name="DiffId">The digest of the bytes before they were packed.</param>
public sealed record CachedContent(Descriptor Descriptor, Digest DiffId);
