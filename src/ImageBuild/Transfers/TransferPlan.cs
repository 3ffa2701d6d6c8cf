using System.Globalization;
using System.Text;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Layouts;
using ImageBuild.Registries;

namespace ImageBuild.Transfers;

/// <summary>What bringing an image to its destinations will do, worked out before anything is written. Printing it is what a dry run shows.</summary>
/// <remarks>
/// Destinations on this machine come first: what is on disk then need not be fetched again for a registry. Then comes what is attached
/// to the image, and the image itself with its tags last: who finds it finds its signatures too.
/// </remarks>
public sealed record TransferPlan
{
    private TransferPlan(ManifestTree tree) => Tree = tree;

    /// <summary>What travels.</summary>
    public ManifestTree Tree { get; private init; }

    /// <summary>The destinations on this machine. One file or folder is one destination.</summary>
    public IReadOnlyList<PlannedWrite> Local { get; private init; } = [];

    /// <summary>The destinations in registries.</summary>
    public IReadOnlyList<PlannedPush> Pushes { get; private init; } = [];

    /// <summary>What is attached to the image, for each repository it goes to.</summary>
    public PushBatch Attached { get; private init; } = PushBatch.Of([]);

    /// <summary>Works out what to do. Pure.</summary>
    /// <param name="tree">What travels.</param>
    /// <param name="names">What it is called where it comes from; empty for no name.</param>
    /// <param name="destinations">Where to. A destination without a tag gets those of the source.</param>
    /// <param name="hints">What is known about where blobs are; null for nothing.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidReference"/>: a destination names another digest;
    /// <see cref="ErrorCodes.OnePlatformOnly"/>.</exception>
    public static TransferPlan For(ManifestTree tree, IReadOnlyList<LayoutName> names, IEnumerable<ImageLocation> destinations, PushHints? hints = null)
    {
        var all = destinations.ToList();
        foreach (var archive in all.OfType<ImageLocation.InDockerArchive>().Where(_ => MediaTypes.IsIndex(tree.Root.Descriptor.MediaType)))
            throw ErrorCodes.OnePlatformOnly.Error($"'{archive}' can hold one of the platforms of the index {tree.Root.Descriptor.Digest} only.");
        var pushes = all.OfType<ImageLocation.InRegistry>().Select(to => new PlannedPush(to, PlanFor(tree, names, to.Reference, hints))).ToList();
        var attached = Flatten(tree).ToList();
        return new TransferPlan(tree)
        {
            Local = [.. all.Where(to => to is not ImageLocation.InRegistry).GroupBy(PlaceOf, StringComparer.Ordinal).Select(place => new PlannedWrite(OneKind([.. place]), NamesAt(place, names)))],
            Pushes = pushes,
            Attached = PushBatch.Of(pushes.SelectMany(push => attached.Select(each => PushPlan.For(each, push.Plan.Registry, push.Plan.Repository, [], hints)))),
        };
    }

    /// <summary>The same plan; somebody is told how far each blob is.</summary>
    /// <param name="progress">Called by several threads at once.</param>
    public TransferPlan WatchedBy(IProgress<BlobProgress> progress)
    {
        return this with
        {
            Tree = WatchedTree(Tree),
            Pushes = [.. Pushes.Select(push => push with { Plan = push.Plan.WithBlobs(Watched) })],
            Attached = PushBatch.Of(Attached.Plans.Select(plan => plan.WithBlobs(Watched))),
        };

        PlannedBlob Watched(PlannedBlob planned) => planned with { Blob = new WatchedBlob(planned.Blob, progress) };

        ManifestTree WatchedTree(ManifestTree tree) => tree with
        {
            Blobs = [.. tree.Blobs.Select(blob => new WatchedBlob(blob, progress))],
            Attached = [.. tree.Attached.Select(WatchedTree)],
        };
    }

    /// <summary>The plan as text, a line per step.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (destination, names) in Local)
        {
            text.Append(CultureInfo.InvariantCulture, $"write to {destination}\n");
            foreach (var blob in Tree.Everything)
                text.Append(CultureInfo.InvariantCulture, $"  blob     {blob.Descriptor.Digest} {blob.Descriptor.Size,10} B\n");
            foreach (var name in names)
                text.Append(CultureInfo.InvariantCulture, $"  tag      {name.Tag}{(name.FullName is null ? "" : $" for {name.FullName}")}\n");
        }

        return text.Append(Attached).Append(PushBatch.Of(Pushes.Select(push => push.Plan))).ToString();
    }

    /// <summary>What the image will be called in a layout or an archive.</summary>
    /// <remarks>The full name stays the source's: it says where the image comes from, and a tag chosen for a folder does not change that.</remarks>
    private static IReadOnlyList<LayoutName> NamesAt(ImageLocation destination, IReadOnlyList<LayoutName> names) => destination switch
    {
        ImageLocation.InDockerArchive { Name: { } full } => [new LayoutName(ImageReference.Parse(full).Tag ?? ImageReference.DefaultTag, full)],
        ImageLocation.InLayout { Name: { } tag } => [new LayoutName(Tag(tag), FullName(names))],
        ImageLocation.InOciArchive { Name: { } tag } => [new LayoutName(Tag(tag), FullName(names))],
        _ => names,
    };

    private static IReadOnlyList<LayoutName> NamesAt(IEnumerable<ImageLocation> place, IReadOnlyList<LayoutName> names) => [.. place.SelectMany(to => NamesAt(to, names)).Distinct()];

    private static string PlaceOf(ImageLocation destination) => destination is ImageLocation.InEngine engine ? $"engine {engine.Command}" : Path.GetFullPath(destination switch
    {
        ImageLocation.InLayout layout => layout.Folder,
        ImageLocation.InOciArchive archive => archive.File,
        ImageLocation.InDockerArchive archive => archive.File,
        _ => throw new InvalidOperationException($"{destination} is not on this machine."),
    });

    private static ImageLocation OneKind(IReadOnlyList<ImageLocation> place) => place.FirstOrDefault(other => other.GetType() != place[0].GetType()) is not { } clash
        ? place[0]
        : throw ErrorCodes.InvalidReference.Error($"'{place[0]}' and '{clash}' are the same file in two formats.", "Write to two files.");

    private static string? FullName(IReadOnlyList<LayoutName> names) => names.Count == 0 ? null : names[0].FullName;

    private static string Tag(string tag) => Digest.TryParse(tag, out _)
        ? throw ErrorCodes.InvalidTag.Error($"'{tag}' is a digest; a place to write to is named by a tag.")
        : ReferenceGrammar.RequireTag(tag);

    private static PushPlan PlanFor(ManifestTree tree, IReadOnlyList<LayoutName> names, ImageReference to, PushHints? hints)
    {
        if (to.Digest is { } digest && digest != tree.Root.Descriptor.Digest)
            throw ErrorCodes.InvalidReference.Error($"'{to}' names another digest than the source has, which is {tree.Root.Descriptor.Digest}.", "Leave the digest out.");
        IEnumerable<string> tags = to switch
        {
            { Tag: { } tag } => [tag],
            { Digest: not null } => [],
            _ when names.Count > 0 => names.Select(name => name.Tag),
            _ => [ImageReference.DefaultTag],
        };
        return PushPlan.For(tree, to.Registry, to.Repository, tags, hints);
    }

    private static IEnumerable<ManifestTree> Flatten(ManifestTree tree) => tree.Attached.SelectMany(attached => Flatten(attached).Prepend(attached));
}
