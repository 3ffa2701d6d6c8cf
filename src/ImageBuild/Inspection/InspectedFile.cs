using ImageBuild.Inspection.Layers;
using ImageBuild.Inspection.Packages;

namespace ImageBuild.Inspection;

/// <summary>An entry of a layer and what is known about it.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Package">Whose it is; null where no package in the image claims it.</param>
/// <param name="IsHidden">A higher layer replaces or removes it: its bytes are carried about and never seen.</param>
public sealed record InspectedFile(LayerEntry Entry, PackageIdentity? Package, bool IsHidden);
