using ImageBuild.Tar;

namespace ImageBuild.Layers;

/// <summary>One layer of a <see cref="LayerPlan"/>.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Name">Tells it from others of its kind.</param>
/// <param name="Entries">The files, sorted by path, without the directories around them.</param>
public sealed record PlannedLayer(LayerKind Kind, string Name, IReadOnlyList<TarEntry> Entries);
