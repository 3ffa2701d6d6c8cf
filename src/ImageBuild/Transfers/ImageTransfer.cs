using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Layouts;
using ImageBuild.Registries;
using ImageBuild.Registries.Pushing;

namespace ImageBuild.Transfers;

/// <summary>Carries out a <see cref="TransferPlan"/>. A destination that refuses does not keep the others from getting the image.</summary>
public sealed class ImageTransfer(RegistryClients registries, IBuildLog log)
{
    /// <summary>Blobs that are on their way already; null for none.</summary>
    internal EarlyUploads? Early { get; init; }

    /// <summary>Finds an image and works out what bringing it somewhere will do.</summary>
    /// <param name="from">Where it is.</param>
    /// <param name="to">Where it goes.</param>
    /// <param name="platform">The only platform to take; null for all.</param>
    /// <param name="attached">Whether signatures, SBOMs and the like go along.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ImageBuildException">It is not there, or cannot go there.</exception>
    public async Task<(TransferSource Source, TransferPlan Plan)> PlanAsync(
        ImageLocation from, IReadOnlyList<ImageLocation> to, Platform? platform, bool attached, CancellationToken cancellationToken)
    {
        var source = await TransferSource.OpenAsync(from, registries, cancellationToken).ConfigureAwait(false);
        if (platform is not null)
            source = await source.ForPlatformAsync(platform, cancellationToken).ConfigureAwait(false);
        var tree = await source.ReadTreeAsync(attached, cancellationToken).ConfigureAwait(false);
        return (source, TransferPlan.For(tree, source.Names, to));
    }

    /// <summary>Finds an image and works out what setting further tags on it will do. What is below its manifest is in the repository already.</summary>
    /// <param name="image">The image in a registry.</param>
    /// <param name="tags">The tags that will lead to it.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ImageBuildException">It is not there.</exception>
    public async Task<(TransferSource Source, TransferPlan Plan)> PlanTagsAsync(ImageReference image, IEnumerable<string> tags, CancellationToken cancellationToken)
    {
        var source = await TransferSource.OpenAsync(new ImageLocation.InRegistry(image), registries, cancellationToken).ConfigureAwait(false);
        var to = tags.Select(tag => (ImageLocation)new ImageLocation.InRegistry(image.WithTag(tag)));
        return (source, TransferPlan.For(new ManifestTree(source.Root, [], []), source.Names, to));
    }

    /// <summary>Brings the image to all destinations.</summary>
    /// <returns>An outcome per destination: those on this machine first, then the registries.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<IReadOnlyList<TransferOutcome>> RunAsync(TransferPlan plan, CancellationToken cancellationToken)
    {
        List<TransferOutcome> outcomes = [];
        IImageStore? onDisk = null;
        foreach (var (destination, names) in plan.Local)
        {
            var (outcome, store) = await WriteAsync(destination, names, plan.Tree, cancellationToken).ConfigureAwait(false);
            outcomes.Add(outcome);
            onDisk ??= store;
        }

        return [.. outcomes, .. await PushAsync(plan, onDisk, cancellationToken).ConfigureAwait(false)];
    }

    /// <summary>The results, or one error that names everything that failed.</summary>
    /// <exception cref="ImageBuildException">A destination failed.</exception>
    public static IReadOnlyList<TransferResult> Require(IReadOnlyList<TransferOutcome> outcomes) => outcomes.Select(outcome => outcome.Error).OfType<ImageBuildException>().ToList() switch
    {
        [] => [.. outcomes.Select(outcome => outcome.Result!)],
        [var only] => throw only,
        [var first, ..] all => throw first.Code.Error(string.Join(" ", all.Select(error => error.Cause)), first.Remedy, new AggregateException(all)),
    };

    private static async Task<(TransferOutcome Outcome, IImageStore? Store)> WriteAsync(
        ImageLocation destination, IReadOnlyList<LayoutName> names, ManifestTree tree, CancellationToken cancellationToken)
    {
        try
        {
            switch (destination)
            {
                case ImageLocation.InLayout layout:
                    var folder = new OciLayout(layout.Folder);
                    var written = await folder.WriteAsync(tree, names, cancellationToken).ConfigureAwait(false);
                    return (Outcome(destination, names, tree, written.Contains), folder);
                case ImageLocation.InOciArchive archive:
                    await OciArchive.WriteAsync(archive.File, tree, names, cancellationToken).ConfigureAwait(false);
                    return (Outcome(destination, names, tree, _ => true), OciArchive.Open(archive.File));
                case ImageLocation.InDockerArchive archive:
                    await DockerArchive.WriteAsync(archive.File, tree, names, cancellationToken).ConfigureAwait(false);
                    return (Outcome(destination, names, tree, _ => true), DockerArchive.Open(archive.File));
                case ImageLocation.InEngine engine:
                    // An engine runs one platform: that of its machine.
                    var image = tree.ForPlatform(ContainerEngine.Platform);
                    var isLoaded = await new ContainerEngine(engine.Command).LoadAsync(image, names, cancellationToken).ConfigureAwait(false);
                    return (Outcome(destination, names, image, _ => isLoaded), null);
                default:
                    throw new InvalidOperationException($"There is no writing to {destination}.");
            }
        }
        catch (ImageBuildException exception)
        {
            return (new TransferOutcome(destination, null, exception), null);
        }
    }

    private static TransferOutcome Outcome(ImageLocation destination, IReadOnlyList<LayoutName> names, ManifestTree tree, Func<Digest, bool> isWritten)
    {
        IReadOnlyList<TransferredBlob> blobs = [.. tree.Blobs.DistinctBy(blob => blob.Descriptor.Digest).Select(blob => isWritten(blob.Descriptor.Digest)
            ? new TransferredBlob(blob.Descriptor, "written", blob.Descriptor.Size)
            : new TransferredBlob(blob.Descriptor, "reused", 0))];
        IReadOnlyList<string> references = [.. names.Select(name => destination switch
        {
            ImageLocation.InLayout layout => (layout with { Name = name.Tag }).ToString(),
            ImageLocation.InOciArchive archive => (archive with { Name = name.Tag }).ToString(),
            ImageLocation.InDockerArchive archive => (archive with { Name = name.EngineName }).ToString(),
            ImageLocation.InEngine => name.EngineName!,
            _ => destination.ToString(),
        })];
        var digest = tree.Root.Descriptor.Digest;
        return new TransferOutcome(
            destination,
            new TransferResult(references, destination.WithDigest(digest).ToString(), blobs, blobs.Sum(blob => blob.BytesSent), Requests: 0, UpToDate: !isWritten(digest) && blobs.All(blob => blob.BytesSent == 0)),
            null);
    }

    private async Task<IReadOnlyList<TransferOutcome>> PushAsync(TransferPlan plan, IImageStore? onDisk, CancellationToken cancellationToken)
    {
        if (plan.Pushes.Count == 0)
            return [];
        var pusher = new Pusher(registries, log) { Early = Early };
        // No tag moves in a repository that lacks a signature or an SBOM of the image.
        var incomplete = new Dictionary<string, ImageBuildException>();
        foreach (var outcome in plan.Attached.Plans.Count == 0 ? [] : await pusher.PushAsync(Reading(plan.Attached, onDisk), cancellationToken).ConfigureAwait(false))
        {
            if (outcome.Error is { } error)
                incomplete.TryAdd(outcome.Plan.Target, error);
        }

        var complete = plan.Pushes.Where(push => !incomplete.ContainsKey(push.Plan.Target));
        var pushed = (await pusher.PushAsync(Reading(PushBatch.Of(complete.Select(push => push.Plan)), onDisk), cancellationToken).ConfigureAwait(false))
            .ToDictionary(outcome => outcome.Plan.Target);
        return [.. plan.Pushes.Select(push => incomplete.TryGetValue(push.Plan.Target, out var refused)
            ? new TransferOutcome(push.Destination, null, refused)
            : Outcome(push.Destination, push.Plan, pushed[push.Plan.Target]))];
    }

    private static TransferOutcome Outcome(ImageLocation destination, PushPlan plan, PushOutcome outcome) => outcome.Result is not { } result
        ? new TransferOutcome(destination, null, outcome.Error)
        : new TransferOutcome(
            destination,
            new TransferResult(
                [.. plan.Tags.Select(tag => ImageReference.Create(result.Registry, result.Repository, tag).ToString())],
                result.Reference.ToString(),
                [.. result.Blobs.Select(blob => new TransferredBlob(blob.Descriptor, Status(blob.Fate), blob.BytesSent) { Elapsed = blob.Elapsed })],
                result.BytesSent,
                result.Requests,
                result.UpToDate),
            null);

    private static string Status(BlobFate fate) => fate switch
    {
        BlobFate.Exists => "reused",
        BlobFate.Mounted => "mounted",
        _ => "uploaded",
    };

    /// <summary>The same pushes, with the bytes of blobs from elsewhere read where this run has just written them.</summary>
    private static PushBatch Reading(PushBatch batch, IImageStore? store) => store is null
        ? batch
        : PushBatch.Of(batch.Plans.Select(plan => plan.WithBlobs(planned => planned.Blob.IsLocal ? planned : planned with { Blob = store.Blob(planned.Blob.Descriptor) })));
}
