namespace ImageBuild.Content;

/// <summary>What a check of the whole cache found.</summary>
/// <param name="Intact">How many blobs and records are right.</param>
/// <param name="Damaged">The files that were not and are gone now, relative to the cache.</param>
public sealed record VerifyResult(int Intact, IReadOnlyList<string> Damaged);
