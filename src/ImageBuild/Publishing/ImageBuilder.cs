using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Layers;
using ImageBuild.Registries;

namespace ImageBuild.Publishing;

/// <summary>Walks a request from its bases to its destinations.</summary>
public sealed class ImageBuilder(BuildServices services)
{
    /// <summary>Builds the image of every platform and delivers them.</summary>
    /// <exception cref="ImageBuildException">Anything the user can do something about.</exception>
    public async Task<ImageResult> BuildAsync(ImageRequest request, CancellationToken cancellationToken)
    {
        RequestValidation.Check(request);
        var limits = CacheLimits.FromEnvironment(services.Environment);
        var locked = await LockSession.OpenAsync(request.Lock, services.Log, cancellationToken).ConfigureAwait(false);
        var bases = new List<ResolvedBase>();
        foreach (var platform in request.Platforms)
            bases.Add(await BaseResolver.ResolveAsync(platform.Base, platform.Platform, locked, services, cancellationToken).ConfigureAwait(false));

        if (request.Mode.LostSharing() is { } lost)
            services.Log.Info(lost);
        var images = await BuildAsync(request, bases, cancellationToken).ConfigureAwait(false);
        var index = IndexOf(images);
        var image = index is null ? ManifestTree.Of(images[0].Image) : ManifestTree.Of(index);
        var delivery = new Delivery(services.Registries, HintsOf(bases), services.Log);
        if (request.DryRun)
        {
            delivery.Explain(image, request);
            return new ImageResult(request.Repository, request.Tags, images, index, []);
        }

        await locked.SaveAsync(cancellationToken).ConfigureAwait(false);
        var destinations = await DeliverAsync(delivery, image, images, request, cancellationToken).ConfigureAwait(false);
        new CacheMaintenance(services.Cache).PruneDaily(limits);
        return new ImageResult(request.Repository, request.Tags, images, index, destinations);
    }

    /// <summary>Delivers. Where that fails because bytes in the cache changed, once more: what was damaged is made again when it is read.</summary>
    /// <remarks>A damaged disk changes bytes without changing times, so it shows only where the bytes are read.</remarks>
    private async Task<IReadOnlyList<DestinationResult>> DeliverAsync(
        Delivery delivery, ManifestTree image, IReadOnlyList<BuiltImage> images, ImageRequest request, CancellationToken cancellationToken)
    {
        var platforms = TaggedPlatform.Of(request, images);
        try
        {
            return await delivery.DeliverAsync(image, platforms, request, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageBuildException)
        {
            var damaged = false;
            foreach (var layer in images.SelectMany(built => built.Layers).Where(layer => layer.Fate != LayerFate.Base).DistinctBy(layer => layer.Layer.Descriptor.Digest))
                damaged |= await services.Cache.DropIfDamagedAsync(layer.Layer.Descriptor.Digest, services.Log, cancellationToken).ConfigureAwait(false);
            if (!damaged)
                throw;
        }

        return await delivery.DeliverAsync(image, platforms, request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The images of all platforms. What several of them hold alike is made once.</summary>
    private async Task<IReadOnlyList<BuiltImage>> BuildAsync(ImageRequest request, IReadOnlyList<ResolvedBase> bases, CancellationToken cancellationToken)
    {
        var factory = new LayerFactory(services.Cache, request.Compression, request.Threads, services.Log);
        // The images of an index are of one family; where the bases differ, of the one that can hold everything.
        var format = request.Format ?? (bases.All(resolved => resolved.Format == bases[0].Format) ? bases[0].Format : ImageFormat.Oci);
        return await Task.WhenAll(request.Platforms.Zip(bases, (platform, resolved) => BuildAsync(request, platform, resolved, format, factory, cancellationToken))).ConfigureAwait(false);
    }

    private async Task<BuiltImage> BuildAsync(
        ImageRequest request, PlatformRequest platform, ResolvedBase resolved, ImageFormat format, LayerFactory factory, CancellationToken cancellationToken)
    {
        var layers = await BuildLayersAsync(request, platform, resolved, factory, cancellationToken).ConfigureAwait(false);
        if (resolved.Libraries is { } libraries)
            await NativeLibraries.CheckAsync(platform, () => libraries(cancellationToken), services.Log).ConfigureAwait(false);
        var history = layers.Skip(resolved.Layers.Count).Select(layer => new HistoryEntry($"imagebuild {layer.Kind.Name()}: {layer.Name}", request.Created));
        var config = ConfigRules.Apply(resolved.Config, platform, request.Created, history) with { DiffIds = [.. layers.Select(layer => layer.Layer.DiffId)] };
        var image = ImageComposer.Compose(format, config, [.. layers.Select(layer => layer.Layer)], resolved.Annotations);
        return new BuiltImage(image, config, layers);
    }

    /// <summary>All layers, lowest first. They are made side by side: while one waits for the network another is packed.</summary>
    private async Task<IReadOnlyList<BuiltLayer>> BuildLayersAsync(
        ImageRequest request, PlatformRequest platform, ResolvedBase resolved, LayerFactory factory, CancellationToken cancellationToken)
    {
        var plan = LayerPlan.Create(platform.Files, request.LayerBudget);
        services.Log.Detail(plan.ToString());
        var made = await Task.WhenAll(resolved.Recipes.Concat(plan.Layers.Select(LayerRecipe.Of))
            .Select(recipe => Task.Run(() => factory.GetAsync(recipe, cancellationToken), cancellationToken))).ConfigureAwait(false);
        return [.. resolved.Layers.Select(layer => new BuiltLayer(LayerKind.BaseOs, "base image", layer, LayerFate.Base)), .. made];
    }

    private static ImageIndex? IndexOf(IReadOnlyList<BuiltImage> built) => built.Count == 1
        ? null
        : ImageComposer.Compose(ImageFormats.Of(built[0].Image.Manifest.Descriptor.MediaType), [.. built.Select(one => one.Image)], new Dictionary<string, string>());

    private static PushHints HintsOf(IReadOnlyList<ResolvedBase> bases) => new()
    {
        Sources = bases.SelectMany(resolved => resolved.Sources).DistinctBy(source => source.Key).ToDictionary(),
    };
}
