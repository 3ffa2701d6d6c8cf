using ImageBuild.Layers;

namespace ImageBuild.Publishing;

/// <summary>What the build knows of a file in the publish folder.</summary>
/// <param name="RelativePath">Relative to the publish folder, '/' between the parts.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Source">The file it was copied from, absolute; null has its bytes read instead of its package's hash believed.</param>
/// <param name="RuntimeIdentifier">The only platform it is for; empty for all.</param>
public sealed record PublishedFile(string RelativePath, FileOrigin Origin, string? Source = null, string RuntimeIdentifier = "");
