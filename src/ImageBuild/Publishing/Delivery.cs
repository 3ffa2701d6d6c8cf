using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Layouts;
using ImageBuild.Registries;

namespace ImageBuild.Publishing;

/// <summary>Brings a finished image to its destinations.</summary>
internal sealed class Delivery(RegistryClients registries, PushHints hints, IBuildLog log)
{
    /// <summary>Delivers to all destinations, side by side. One that refuses does not keep the others from getting the image.</summary>
    /// <exception cref="ImageBuildException">A destination refused. Where several did, the cause names them all.</exception>
    public async Task<IReadOnlyList<DestinationResult>> DeliverAsync(Image image, ImageRequest request, CancellationToken cancellationToken)
    {
        var deliveries = request.Destinations.Select(destination => destination switch
        {
            Destination.Layout layout => WriteAsync(image, request, layout, cancellationToken),
            Destination.Registry registry => PushAsync(image, request, registry, cancellationToken),
            _ => throw new InvalidOperationException($"There is no delivery to {destination}."),
        }).ToArray();
        var all = Task.WhenAll(deliveries);
        try
        {
            return await all.ConfigureAwait(false);
        }
        catch (ImageBuildException exception) when (deliveries.Length > 1)
        {
            foreach (var delivered in deliveries.Where(delivery => delivery.IsCompletedSuccessfully).Select(delivery => delivery.Result))
                log.Info($"  delivered {delivered.DigestReference}");
            var refusals = all.Exception!.InnerExceptions.OfType<ImageBuildException>().ToList();
            if (refusals.Count == 1)
                throw;
            throw exception.Code.Error(string.Join(" ", refusals.Select(refusal => refusal.Cause)), exception.Remedy, all.Exception);
        }
    }

    /// <summary>Says what <see cref="DeliverAsync"/> would do.</summary>
    public void Explain(Image image, ImageRequest request)
    {
        foreach (var destination in request.Destinations)
        {
            log.Info(destination switch
            {
                Destination.Layout layout => $"would write {image.Digest} to the OCI layout '{layout.Folder}'",
                Destination.Registry registry => PlanFor(image, request, registry).ToString(),
                _ => throw new InvalidOperationException($"There is no delivery to {destination}."),
            });
        }
    }

    private PushPlan PlanFor(Image image, ImageRequest request, Destination.Registry destination) =>
        PushPlan.For(image, destination.Host, request.Repository, request.Tags, hints);

    private async Task<DestinationResult> WriteAsync(
        Image image, ImageRequest request, Destination.Layout destination, CancellationToken cancellationToken)
    {
        var layout = new OciLayout(destination.Folder);
        var written = await layout.WriteAsync(image, request.Repository, request.Tags, cancellationToken).ConfigureAwait(false);
        if (destination.Owned && !layout.Prune())
            log.Info($"  '{layout.Folder}' holds another image that is damaged, so blobs nobody needs stay there; delete the folder to get rid of both.");
        return new DestinationResult(
            "layout",
            [.. request.Tags.Select(tag => $"oci:{layout.Folder}:{tag}")],
            $"oci:{layout.Folder}@{image.Digest}",
            [.. image.Blobs.Select(blob => written.Contains(blob.Descriptor.Digest)
                ? new DeliveredBlob(blob.Descriptor.Digest, "written", blob.Descriptor.Size)
                : new DeliveredBlob(blob.Descriptor.Digest, "reused", 0))],
            Requests: 0);
    }

    private async Task<DestinationResult> PushAsync(
        Image image, ImageRequest request, Destination.Registry destination, CancellationToken cancellationToken)
    {
        var plan = PlanFor(image, request, destination);
        var result = await new Pusher(registries.For(destination.Host), log).PushAsync(plan, cancellationToken).ConfigureAwait(false);
        return new DestinationResult(
            "registry",
            [.. result.Tags.Select(tag => ImageReference.Create(result.Registry, result.Repository, tag).ToString())],
            result.Reference.ToString(),
            [.. result.Blobs.Select(blob => new DeliveredBlob(blob.Descriptor.Digest, Status(blob.Fate), blob.BytesSent))],
            result.Requests);
    }

    private static string Status(BlobFate fate) => fate switch
    {
        BlobFate.Exists => "reused",
        BlobFate.Mounted => "mounted",
        _ => "uploaded",
    };
}
