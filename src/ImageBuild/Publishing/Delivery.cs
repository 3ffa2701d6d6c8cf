using ImageBuild.Diagnostics;
using ImageBuild.Layouts;
using ImageBuild.Registries;

namespace ImageBuild.Publishing;

/// <summary>Brings a finished image to its destinations.</summary>
internal sealed class Delivery(RegistryClients registries, PushHints hints, IBuildLog log)
{
    /// <summary>Delivers to all destinations, side by side. One that refuses does not keep the others from getting the image.</summary>
    /// <exception cref="ImageBuildException">A destination refused. Where several did, the cause names them all.</exception>
    public async Task<IReadOnlyList<DestinationResult>> DeliverAsync(Shipment shipment, ImageRequest request, CancellationToken cancellationToken)
    {
        var deliveries = request.Destinations.Select(destination => destination switch
        {
            Destination.Layout layout => WriteAsync(shipment, request, layout, cancellationToken),
            Destination.Registry registry => PushAsync(shipment, request, registry, cancellationToken),
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
    public void Explain(Shipment shipment, ImageRequest request)
    {
        foreach (var destination in request.Destinations)
        {
            log.Info(destination switch
            {
                Destination.Layout layout => $"would write {shipment.Digest} to the OCI layout '{layout.Folder}'",
                Destination.Registry registry => shipment.PlanFor(registry.Host, request.Repository, request.Tags, hints).ToString(),
                _ => throw new InvalidOperationException($"There is no delivery to {destination}."),
            });
        }
    }

    private async Task<DestinationResult> WriteAsync(
        Shipment shipment, ImageRequest request, Destination.Layout destination, CancellationToken cancellationToken)
    {
        var layout = new OciLayout(destination.Folder);
        var written = await shipment.WriteToAsync(layout, request.Repository, request.Tags, cancellationToken).ConfigureAwait(false);
        foreach (var (platform, tags) in PlatformTags(shipment, request))
            await platform.WriteToAsync(layout, request.Repository, tags, cancellationToken).ConfigureAwait(false);
        if (destination.Owned && !layout.Prune())
            log.Info($"  '{layout.Folder}' holds another image that is damaged, so blobs nobody needs stay there; delete the folder to get rid of both.");
        return new DestinationResult(
            "layout",
            [.. AllTags(shipment, request).Select(tag => $"oci:{layout.Folder}:{tag}")],
            $"oci:{layout.Folder}@{shipment.Digest}",
            [.. shipment.Blobs.Select(blob => written.Contains(blob.Descriptor.Digest)
                ? new DeliveredBlob(blob.Descriptor.Digest, "written", blob.Descriptor.Size)
                : new DeliveredBlob(blob.Descriptor.Digest, "reused", 0))],
            Requests: 0);
    }

    private async Task<DestinationResult> PushAsync(
        Shipment shipment, ImageRequest request, Destination.Registry destination, CancellationToken cancellationToken)
    {
        var pusher = new Pusher(registries.For(destination.Host), log);
        var result = await pusher.PushAsync(shipment.PlanFor(destination.Host, request.Repository, request.Tags, hints), cancellationToken).ConfigureAwait(false);
        var requests = result.Requests;
        foreach (var (platform, tags) in PlatformTags(shipment, request))
            requests += (await pusher.PushAsync(platform.PlanFor(destination.Host, request.Repository, tags, hints), cancellationToken).ConfigureAwait(false)).Requests;
        return new DestinationResult(
            "registry",
            [.. AllTags(shipment, request).Select(tag => ImageReference.Create(result.Registry, result.Repository, tag).ToString())],
            result.Reference.ToString(),
            [.. result.Blobs.Select(blob => new DeliveredBlob(blob.Descriptor.Digest, Status(blob.Fate), blob.BytesSent))],
            requests);
    }

    /// <summary>The images that get tags of their own beside the index, as the SDK names them: "1.0-linux-x64".</summary>
    private static IEnumerable<(Shipment Platform, IReadOnlyList<string> Tags)> PlatformTags(Shipment shipment, ImageRequest request) =>
        request.PlatformTags && shipment.Index is not null
            ? shipment.Images.Zip(request.Platforms, (image, platform) =>
                (new Shipment([image], null), (IReadOnlyList<string>)[.. request.Tags.Select(tag => $"{tag}-{platform.RuntimeIdentifier}")]))
            : [];

    private static IEnumerable<string> AllTags(Shipment shipment, ImageRequest request) =>
        request.Tags.Concat(PlatformTags(shipment, request).SelectMany(platform => platform.Tags));

    private static string Status(BlobFate fate) => fate switch
    {
        BlobFate.Exists => "reused",
        BlobFate.Mounted => "mounted",
        _ => "uploaded",
    };
}
