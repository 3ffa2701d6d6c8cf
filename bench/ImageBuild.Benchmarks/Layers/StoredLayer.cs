using ImageBuild.Content;
using ImageBuild.Layers;

namespace ImageBuild.Benchmarks.Layers;

/// <summary>A layer as a registry has it.</summary>
/// <param name="Identity">The same for the same bytes.</param>
/// <param name="Size">Bytes, packed.</param>
/// <param name="Plan">What it was made of.</param>
internal sealed record StoredLayer(Digest Identity, long Size, PlannedLayer Plan);
