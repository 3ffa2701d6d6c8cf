namespace ImageBuild.Content;

/// <summary>What pruning did.</summary>
/// <param name="Deleted">The blobs that are gone.</param>
/// <param name="Kept">The blobs that stayed.</param>
public sealed record PruneResult(IReadOnlyList<CacheEntry> Deleted, IReadOnlyList<CacheEntry> Kept);
