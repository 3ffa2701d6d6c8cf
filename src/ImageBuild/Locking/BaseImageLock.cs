using ImageBuild.Content;

namespace ImageBuild.Locking;

/// <summary>What a base image's reference pointed to.</summary>
/// <param name="Reference">As the user wrote it.</param>
/// <param name="Digest">The digest of the manifest or index behind it.</param>
public sealed record BaseImageLock(string Reference, Digest Digest);
