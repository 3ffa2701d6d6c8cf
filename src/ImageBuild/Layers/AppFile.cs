using ImageBuild.Tar;

namespace ImageBuild.Layers;

/// <summary>A file that goes into the image, and where it comes from.</summary>
/// <param name="Entry">The file as it stands in the image.</param>
/// <param name="Origin">Decides the layer.</param>
public sealed record AppFile(TarEntry Entry, FileOrigin Origin);
