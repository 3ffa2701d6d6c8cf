using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Layouts;
using ImageBuild.Registries;
using ImageBuild.Registries.Pushing;
using ImageBuild.Transfers;

namespace ImageBuild.Publishing;

/// <summary>Brings a finished image to its destinations, all by one plan: what comes from a base's registry is read once for all of them.</summary>
/// <param name="registries">The registries.</param>
/// <param name="hints">What is known about where blobs are.</param>
/// <param name="log">Told what is done.</param>
/// <param name="early">Blobs that are on their way already; null for none.</param>
internal sealed class Delivery(RegistryClients registries, PushHints hints, IBuildLog log, EarlyUploads? early = null)
{
    /// <summary>Delivers to all destinations. One that refuses does not keep the others from getting the image.</summary>
    /// <param name="image">What the tags will lead to.</param>
    /// <param name="platforms">The images of single platforms that get tags of their own.</param>
    /// <param name="request">Says where to and under which tags.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ImageBuildException">A destination refused. Where several did, the cause names them all.</exception>
    public async Task<IReadOnlyList<DestinationResult>> DeliverAsync(
        ManifestTree image, IReadOnlyList<TaggedPlatform> platforms, ImageRequest request, CancellationToken cancellationToken)
    {
        var results = await RunAsync(image, request.Tags, request, cancellationToken).ConfigureAwait(false);
        foreach (var platform in platforms)
        {
            // Everything of it is there by now; only the tags are new.
            var tagged = await RunAsync(platform.Image, platform.Tags, request, cancellationToken).ConfigureAwait(false);
            results = [.. results.Zip(tagged, (result, more) => result with { References = [.. result.References, .. more.References], Requests = result.Requests + more.Requests })];
        }

        if (request.OwnedLayout is { } owned && !new OciLayout(owned).Prune())
            log.Info($"  '{owned}' holds another image that is damaged, so blobs nobody needs stay there; delete the folder to get rid of both.");
        return results;
    }

    /// <summary>Says what <see cref="DeliverAsync"/> would do.</summary>
    public void Explain(ManifestTree image, ImageRequest request) => log.Info(PlanFor(image, request.Tags, request).ToString());

    private async Task<IReadOnlyList<DestinationResult>> RunAsync(ManifestTree image, IReadOnlyList<string> tags, ImageRequest request, CancellationToken cancellationToken)
    {
        var outcomes = await new ImageTransfer(registries, log) { Early = early }.RunAsync(PlanFor(image, tags, request), cancellationToken).ConfigureAwait(false);
        if (outcomes.Any(outcome => outcome.Error is not null))
        {
            foreach (var delivered in outcomes.Select(outcome => outcome.Result).OfType<TransferResult>())
                log.Info($"  delivered {delivered.DigestReference}");
        }

        ImageTransfer.Require(outcomes);
        return [.. request.Destinations.Select(destination => ResultOf(destination, outcomes.First(outcome => outcome.Destination == destination).Result!))];
    }

    private TransferPlan PlanFor(ManifestTree image, IReadOnlyList<string> tags, ImageRequest request) =>
        TransferPlan.For(image, [.. tags.Select(tag => LayoutName.Local(request.Repository, tag))], request.Destinations, hints);

    private static DestinationResult ResultOf(ImageLocation destination, TransferResult result) => new(
        destination switch
        {
            ImageLocation.InRegistry => "registry",
            ImageLocation.InLayout => "layout",
            ImageLocation.InEngine => "engine",
            _ => "archive",
        },
        result.References,
        result.DigestReference,
        result.Blobs,
        result.Requests);
}
