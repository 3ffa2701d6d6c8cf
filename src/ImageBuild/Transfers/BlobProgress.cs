using ImageBuild.Content;

namespace ImageBuild.Transfers;

/// <summary>How far a blob is on its way.</summary>
/// <param name="Blob">The blob.</param>
/// <param name="Position">How many of its bytes were taken to be sent or written; smaller than before where it was begun again.</param>
public readonly record struct BlobProgress(Descriptor Blob, long Position);
