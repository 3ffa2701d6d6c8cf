using ImageBuild.Content;

namespace ImageBuild.Images;

/// <summary>Images of several platforms under one digest.</summary>
/// <param name="Manifest">The index itself; its digest is what a tag points to.</param>
/// <param name="Images">The images it names, in its order.</param>
public sealed record ImageIndex(BytesBlob Manifest, IReadOnlyList<Image> Images);
