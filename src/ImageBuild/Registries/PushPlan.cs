using System.Globalization;
using System.Text;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;

namespace ImageBuild.Registries;

/// <summary>What a push will do, worked out before anything is sent. Printing it is what a dry run shows.</summary>
/// <remarks>The order is the protocol's: blobs, manifests of the single platforms, the root, tags last.</remarks>
public sealed record PushPlan
{
    private PushPlan(string registry, string repository, BytesBlob root)
    {
        Registry = registry;
        Repository = repository;
        Root = root;
    }

    /// <summary>The registry, normalised.</summary>
    public string Registry { get; }

    /// <summary>The repository that is written to.</summary>
    public string Repository { get; }

    /// <summary>Every distinct blob once, in the order of first mention.</summary>
    public IReadOnlyList<PlannedBlob> Blobs { get; private init; } = [];

    /// <summary>The manifests that <see cref="Root"/> names; empty for a single image. They get no tag.</summary>
    public IReadOnlyList<BytesBlob> Children { get; private init; } = [];

    /// <summary>The manifest or index the tags lead to.</summary>
    public BytesBlob Root { get; }

    /// <summary>The tags, in the order given, each once; empty to push by digest alone.</summary>
    public IReadOnlyList<string> Tags { get; private init; } = [];

    /// <summary>Plans the push of one image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="registry">Where to: host and optional port.</param>
    /// <param name="repository">Where to: the repository.</param>
    /// <param name="tags">The tags to set; empty for none.</param>
    /// <param name="hints">What is known about where blobs are; null for nothing.</param>
    /// <exception cref="ImageBuildException">A name is not valid, or the image mixes media types.</exception>
    public static PushPlan For(Image image, string registry, string repository, IEnumerable<string> tags, PushHints? hints = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Pure(For(ManifestTree.Of(image), registry, repository, tags, hints));
    }

    /// <summary>Plans the push of images of several platforms under one index.</summary>
    /// <param name="index">The index and its images.</param>
    /// <param name="registry">Where to: host and optional port.</param>
    /// <param name="repository">Where to: the repository.</param>
    /// <param name="tags">The tags to set; empty for none.</param>
    /// <param name="hints">What is known about where blobs are; null for nothing.</param>
    /// <exception cref="ImageBuildException">A name is not valid, or the images mix media types.</exception>
    public static PushPlan For(ImageIndex index, string registry, string repository, IEnumerable<string> tags, PushHints? hints = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        return Pure(For(ManifestTree.Of(index), registry, repository, tags, hints));
    }

    /// <summary>Plans the push of what somebody else made: nothing can be changed in it, so nothing is demanded of it either.</summary>
    /// <param name="tree">What to push. What is attached to it is pushed by plans of its own.</param>
    /// <param name="registry">Where to: host and optional port.</param>
    /// <param name="repository">Where to: the repository.</param>
    /// <param name="tags">The tags to set; empty for none.</param>
    /// <param name="hints">What is known about where blobs are; null for nothing.</param>
    /// <exception cref="ImageBuildException">A name is not valid.</exception>
    public static PushPlan For(ManifestTree tree, string registry, string repository, IEnumerable<string> tags, PushHints? hints = null)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var target = ImageReference.Create(registry, repository);
        var root = tree.Root;
        return new(target.Registry, target.Repository, root)
        {
            Children = [.. tree.Children.DistinctBy(child => child.Descriptor.Digest).Where(child => child.Descriptor.Digest != root.Descriptor.Digest)],
            Blobs = [.. tree.Blobs.DistinctBy(blob => blob.Descriptor.Digest).Select(blob => Place(blob, target, hints ?? PushHints.None))],
            Tags = Distinct(tags),
        };
    }

    /// <summary>Registry and repository in one, to find what belongs together.</summary>
    internal string Target => $"{Registry}/{Repository}";

    internal PushPlan WithTags(IEnumerable<string> tags) => this with { Tags = Distinct(tags) };

    internal PushPlan WithBlobs(Func<PlannedBlob, PlannedBlob> change) => this with { Blobs = [.. Blobs.Select(change)] };

    /// <summary>The plan as text, a line per step.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"push to {Target}\n");
        foreach (var blob in Blobs)
        {
            text.Append(CultureInfo.InvariantCulture, $"  blob     {blob.Blob.Descriptor.Digest} {blob.Blob.Descriptor.Size,10} B ");
            text.Append(Describe(blob)).Append('\n');
        }

        foreach (var child in Children)
            text.Append(CultureInfo.InvariantCulture, $"  manifest {child.Descriptor.Digest} {child.Descriptor.Size,10} B\n");
        text.Append(CultureInfo.InvariantCulture, $"  {(MediaTypes.IsIndex(Root.Descriptor.MediaType) ? "index   " : "manifest")} {Root.Descriptor.Digest} {Root.Descriptor.Size,10} B\n");
        foreach (var tag in Tags)
            text.Append(CultureInfo.InvariantCulture, $"  tag      {tag}\n");
        return text.ToString();
    }

    private static PushPlan Pure(PushPlan plan)
    {
        MediaTypeFamily.Check(plan);
        return plan;
    }

    private static string[] Distinct(IEnumerable<string> tags) => [.. tags.Select(ReferenceGrammar.RequireTag).Distinct(StringComparer.Ordinal)];

    private string Describe(PlannedBlob blob) => blob switch
    {
        { Known: true } => "present",
        { AfterMountFrom: true } when blob.MountFrom == Repository => "sent above",
        { AfterMountFrom: true } => $"mount from {blob.MountFrom} once it is there",
        { MountFrom: { } source } => $"check, mount from {source}",
        _ => "check, upload",
    };

    private static PlannedBlob Place(IBlob blob, ImageReference target, PushHints hints)
    {
        var digest = blob.Descriptor.Digest;
        var source = blob is IRegistryBlob known && known.Registry == target.Registry ? known.Repository
            : hints.Sources.TryGetValue(digest, out var hint) && hint.Registry == target.Registry ? hint.Repository
            : null;
        // What lies in the target itself needs no mount: it is simply there.
        return source == target.Repository ? new(blob, null, Known: true) : new(blob, source, hints.Present.Contains(digest));
    }
}
