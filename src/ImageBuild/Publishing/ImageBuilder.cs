using ImageBuild.Compression;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Layers;

namespace ImageBuild.Publishing;

/// <summary>Walks a request from its base to its destinations.</summary>
public sealed class ImageBuilder(BuildServices services)
{
    /// <summary>Builds the image and delivers it.</summary>
    /// <exception cref="ImageBuildException">Anything the user can do something about.</exception>
    public async Task<ImageResult> BuildAsync(ImageRequest request, CancellationToken cancellationToken)
    {
        RequestValidation.Check(request);
        var limits = CacheLimits.FromEnvironment(services.Environment);
        var locked = await LockSession.OpenAsync(request.Lock, services.Log, cancellationToken).ConfigureAwait(false);
        var resolved = request.Base switch
        {
            BaseRequest.Assembled assembled =>
                await AssembledBase.ResolveAsync(assembled, request.Platform, locked, services, cancellationToken).ConfigureAwait(false),
            BaseRequest.Pulled pulled =>
                await PulledBase.ResolveAsync(pulled.Reference, request.Platform, locked, services.Registries, cancellationToken).ConfigureAwait(false),
            _ => throw new InvalidOperationException($"There is no base {request.Base}."),
        };

        if (request.Mode.LostSharing() is { } lost)
            services.Log.Info(lost);
        var layers = await BuildLayersAsync(request, resolved, cancellationToken).ConfigureAwait(false);
        var history = layers.Skip(resolved.Layers.Count).Select(layer => new HistoryEntry($"imagebuild {layer.Kind.Name()}: {layer.Name}", request.Created));
        var config = ConfigRules.Apply(resolved.Config, request, history) with { DiffIds = [.. layers.Select(layer => layer.Layer.DiffId)] };
        var image = ImageComposer.Compose(request.Format ?? resolved.Format, config, [.. layers.Select(layer => layer.Layer)], resolved.Annotations);

        var delivery = new Delivery(services.Registries, resolved.Hints, services.Log);
        if (request.DryRun)
        {
            delivery.Explain(image, request);
            return new ImageResult(request.Repository, request.Tags, image, layers, config, []);
        }

        await locked.SaveAsync(cancellationToken).ConfigureAwait(false);
        var destinations = await DeliverAsync(delivery, image, layers, request, resolved, cancellationToken).ConfigureAwait(false);
        new CacheMaintenance(services.Cache).PruneDaily(limits);
        return new ImageResult(request.Repository, request.Tags, image, layers, config, destinations);
    }

    /// <summary>Delivers. Where that fails because the cache lost or changed a layer meanwhile, the layer is made again, once.</summary>
    /// <remarks>A damaged disk changes bytes without changing times, so it shows only where the bytes are read.</remarks>
    private async Task<IReadOnlyList<DestinationResult>> DeliverAsync(
        Delivery delivery, Image image, IReadOnlyList<BuiltLayer> layers, ImageRequest request, ResolvedBase resolved, CancellationToken cancellationToken)
    {
        try
        {
            return await delivery.DeliverAsync(image, request, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageBuildException)
        {
            var damaged = false;
            foreach (var layer in layers.Where(layer => layer.Fate != LayerFate.Base))
                damaged |= await services.Cache.DropIfDamagedAsync(layer.Layer.Descriptor.Digest, services.Log, cancellationToken).ConfigureAwait(false);
            if (!damaged)
                throw;
        }

        // The same inputs make the same bytes in the same place, which is where the image's blobs are read from.
        await BuildLayersAsync(request, resolved, cancellationToken).ConfigureAwait(false);
        return await delivery.DeliverAsync(image, request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All layers, lowest first. They are made side by side: while one waits for the network another is packed.</summary>
    private async Task<IReadOnlyList<BuiltLayer>> BuildLayersAsync(ImageRequest request, ResolvedBase resolved, CancellationToken cancellationToken)
    {
        var plan = LayerPlan.Create(request.Files, request.LayerBudget);
        services.Log.Detail(plan.ToString());
        using var packers = new BlockPackers(request.Compression, request.Threads);
        var factory = new LayerFactory(services.Cache, packers, services.Log);
        var made = await Task.WhenAll(resolved.Recipes.Concat(plan.Layers.Select(LayerRecipe.Of))
            .Select(recipe => Task.Run(() => factory.GetAsync(recipe, cancellationToken), cancellationToken))).ConfigureAwait(false);
        return [.. resolved.Layers.Select(layer => new BuiltLayer(LayerKind.BaseOs, "base image", layer, LayerFate.Base)), .. made];
    }
}
