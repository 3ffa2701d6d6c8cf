namespace ImageBuild.Inspection.Comparing;

/// <summary>What became of a layer.</summary>
/// <param name="Difference">In one word.</param>
/// <param name="Before">As it was; null for an added one.</param>
/// <param name="After">As it is; null for a removed one.</param>
/// <param name="Packages">Packages that differ; empty where the layer is the same.</param>
/// <param name="Files">Files that differ, by path; empty where the layer is the same.</param>
public sealed record LayerChange(
    Difference Difference, LayerSide? Before, LayerSide? After, IReadOnlyList<PackageChange> Packages, IReadOnlyList<FileChange> Files)
{
    /// <summary>The layer as it is, or as it was where it is gone.</summary>
    public LayerSide Side => After ?? Before!;

    /// <summary>Bytes that somebody who has the image before has to fetch for this layer.</summary>
    public long NewSize => Difference is Difference.Changed or Difference.Added or Difference.Repacked ? After!.Descriptor.Size : 0;
}
