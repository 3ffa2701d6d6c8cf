namespace ImageBuild.Content;

/// <summary>One blob of the local cache.</summary>
/// <param name="Digest">What its file is named after.</param>
/// <param name="Size">Bytes.</param>
/// <param name="LastUsed">UTC, to about a quarter of an hour.</param>
/// <param name="Names">What the keys that lead to it are called; empty for what has no key, such as a downloaded package.</param>
public sealed record CacheEntry(Digest Digest, long Size, DateTimeOffset LastUsed, IReadOnlyList<string> Names);
