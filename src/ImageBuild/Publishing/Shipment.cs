using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Layouts;
using ImageBuild.Registries;

namespace ImageBuild.Publishing;

/// <summary>What is delivered under one set of tags: an image, or an index of several.</summary>
/// <param name="Images">The images, at least one.</param>
/// <param name="Index">The index over them; null for a single one.</param>
internal sealed record Shipment(IReadOnlyList<Image> Images, ImageIndex? Index)
{
    /// <summary>What the tags lead to.</summary>
    public BytesBlob Root => Index?.Manifest ?? Images[0].Manifest;

    /// <summary>The digest of <see cref="Root"/>.</summary>
    public Digest Digest => Root.Descriptor.Digest;

    /// <summary>Configurations and layers, each once.</summary>
    public IEnumerable<IBlob> Blobs => Images.SelectMany(image => image.Blobs).DistinctBy(blob => blob.Descriptor.Digest);

    /// <summary>How it gets into a registry.</summary>
    public PushPlan PlanFor(string registry, string repository, IReadOnlyList<string> tags, PushHints hints) => Index is null
        ? PushPlan.For(Images[0], registry, repository, tags, hints)
        : PushPlan.For(Index, registry, repository, tags, hints);

    /// <summary>Writes it into a layout.</summary>
    /// <returns>The digests of the blobs that were not there before.</returns>
    public Task<IReadOnlySet<Digest>> WriteToAsync(OciLayout layout, string repository, IReadOnlyList<string> tags, CancellationToken cancellationToken) => Index is null
        ? layout.WriteAsync(Images[0], repository, tags, cancellationToken)
        : layout.WriteAsync(Index, repository, tags, cancellationToken);
}
