using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Layouts;
using ImageBuild.Registries;
using ImageBuild.Transfers;

namespace ImageBuild.Publishing;

/// <summary>Brings a finished image to its destinations, all by one plan: what comes from a base's registry is read once for all of them.</summary>
internal sealed class Delivery(RegistryClients registries, PushHints hints, IBuildLog log)
{
    /// <summary>Delivers to all destinations. One that refuses does not keep the others from getting the image.</summary>
    /// <exception cref="ImageBuildException">A destination refused. Where several did, the cause names them all.</exception>
    public async Task<IReadOnlyList<DestinationResult>> DeliverAsync(Image image, ImageRequest request, CancellationToken cancellationToken)
    {
        var plan = TransferPlan.For(
            ManifestTree.Of(image), [.. request.Tags.Select(tag => LayoutName.Local(request.Repository, tag))], request.Destinations.Select(destination => LocationOf(destination, request)), hints);
        var outcomes = await new ImageTransfer(registries, log).RunAsync(plan, cancellationToken).ConfigureAwait(false);
        if (outcomes.Any(outcome => outcome.Error is not null))
        {
            foreach (var delivered in outcomes.Select(outcome => outcome.Result).OfType<TransferResult>())
                log.Info($"  delivered {delivered.DigestReference}");
        }

        ImageTransfer.Require(outcomes);
        return [.. request.Destinations.Select(destination => ResultOf(destination, outcomes.First(outcome => outcome.Destination == LocationOf(destination, request)).Result!))];
    }

    /// <summary>Says what <see cref="DeliverAsync"/> would do.</summary>
    public void Explain(Image image, ImageRequest request)
    {
        foreach (var destination in request.Destinations)
        {
            log.Info(destination switch
            {
                Destination.Layout layout => $"would write {image.Digest} to the OCI layout '{layout.Folder}'",
                Destination.Registry registry => PushPlan.For(image, registry.Host, request.Repository, request.Tags, hints).ToString(),
                _ => throw new InvalidOperationException($"There is no delivery to {destination}."),
            });
        }
    }

    private static ImageLocation LocationOf(Destination destination, ImageRequest request) => destination switch
    {
        Destination.Layout layout => new ImageLocation.InLayout(Path.GetFullPath(layout.Folder), Name: null),
        Destination.Registry registry => new ImageLocation.InRegistry(ImageReference.Create(registry.Host, request.Repository)),
        _ => throw new InvalidOperationException($"There is no delivery to {destination}."),
    };

    private DestinationResult ResultOf(Destination destination, TransferResult result)
    {
        if (destination is Destination.Layout { Owned: true } owned && !new OciLayout(owned.Folder).Prune())
            log.Info($"  '{owned.Folder}' holds another image that is damaged, so blobs nobody needs stay there; delete the folder to get rid of both.");
        return new DestinationResult(
            destination is Destination.Layout ? "layout" : "registry",
            result.References,
            result.DigestReference,
            [.. result.Blobs.Select(blob => new DeliveredBlob(blob.Descriptor.Digest, blob.Status, blob.BytesSent))],
            result.Requests);
    }
}
