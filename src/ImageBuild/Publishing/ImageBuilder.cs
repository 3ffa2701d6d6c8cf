using ImageBuild.Compression;
using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Layers;
using ImageBuild.Publishing.Reuse;
using ImageBuild.Registries;
using ImageBuild.Registries.Pushing;
using ImageBuild.Transfers;

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
        // Until everything is delivered, also what is on its way: the bytes of a layer are made when somebody reads them.
        using var packers = new BlockPackers(request.Compression, request.Threads);
        var early = new EarlyUploads(services.Registries, services.Log);
        await using (early.ConfigureAwait(false))
        {
            foreach (var registry in request.DryRun ? [] : request.Destinations.OfType<ImageLocation.InRegistry>())
                services.Registries.ConnectAhead(registry.Reference.Registry);
            var result = await BuildAsync(request, packers, early, cancellationToken).ConfigureAwait(false);
            if (!request.DryRun)
                new CacheMaintenance(services.Cache).PruneDaily(limits);
            return result;
        }
    }

    private async Task<ImageResult> BuildAsync(ImageRequest request, BlockPackers packers, EarlyUploads early, CancellationToken cancellationToken)
    {
        var locked = LockSession.Open(request.Lock, services.Log);
        var bases = new List<ResolvedBase>();
        foreach (var platform in request.Platforms)
            bases.Add(await BaseResolver.ResolveAsync(platform.Base, platform.Platform, locked, services, cancellationToken).ConfigureAwait(false));

        if (request.Mode.LostSharing() is { } lost)
            services.Log.Info(lost);
        var home = request.LayerHome is { } reference
            ? new LayerHome(services.Registries, reference, LayerSeal.FromEnvironment(services.Environment), services.Cache, services.Log)
            : null;
        var factory = new LayerFactory(services.Cache, packers, services.Log);
        var images = await BuildAsync(request, bases, new LayerBuilder(request, services, factory, home, request.DryRun ? null : early), cancellationToken).ConfigureAwait(false);
        var index = IndexOf(images, request);
        var image = index is null ? ManifestTree.Of(images[0].Image) : ManifestTree.Of(index);
        var delivery = new Delivery(services.Registries, HintsOf(bases, images, home), services.Log, early);
        if (request.DryRun)
        {
            delivery.Explain(image, request);
            return new ImageResult(request.Repository, request.Tags, images, index, []);
        }

        foreach (var (resolved, built) in bases.Zip(images))
            NoteBaseLayer(resolved, built, locked);
        await locked.SaveAsync(cancellationToken).ConfigureAwait(false);
        var destinations = await DeliverAsync(delivery, image, images, request, cancellationToken).ConfigureAwait(false);
        if (home is not null)
            await home.LeaveAsync(images, destinations, cancellationToken).ConfigureAwait(false);
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

    private async Task<IReadOnlyList<BuiltImage>> BuildAsync(
        ImageRequest request, IReadOnlyList<ResolvedBase> bases, LayerBuilder layers, CancellationToken cancellationToken)
    {
        // The images of an index are of one family; where the bases differ, of the one that can hold everything.
        var format = request.Format ?? (bases.All(resolved => resolved.Format == bases[0].Format) ? bases[0].Format : ImageFormat.Oci);
        if (format == ImageFormat.Docker && request.Annotations.Count > 0)
            services.Log.Warning(ErrorCodes.AnnotationsDropped, $"{request.Annotations.Count} annotations are left out. {ErrorCodes.AnnotationsDropped.Remedy}");
        return await Task.WhenAll(request.Platforms.Zip(bases, (platform, resolved) => BuildAsync(request, platform, resolved, format, layers, cancellationToken))).ConfigureAwait(false);
    }

    private async Task<BuiltImage> BuildAsync(
        ImageRequest request, PlatformRequest platform, ResolvedBase resolved, ImageFormat format, LayerBuilder builder, CancellationToken cancellationToken)
    {
        // Side by side: one reads the native files, the other packs.
        var check = resolved.Libraries is { } libraries
            ? Task.Run(() => NativeLibraries.CheckAsync(platform, () => libraries(cancellationToken), services.Log), cancellationToken)
            : Task.CompletedTask;
        var building = builder.BuildAsync(platform, resolved, cancellationToken);
        await Task.WhenAll(building, check).ConfigureAwait(false);
        var layers = await building.ConfigureAwait(false);
        var history = layers.Skip(resolved.Layers.Count).Select(layer => new HistoryEntry(
            $"imagebuild {layer.Kind.Name()}: {layer.Name}", request.Created, Comment: layer.Packing?.ToString()));
        var config = ConfigRules.Apply(resolved.Config, resolved.LabelsFor(platform.Execution), platform, request.Created, history, services.Log) with { DiffIds = [.. layers.Select(layer => layer.Layer.DiffId)] };
        var annotations = ImageAnnotation.At(AnnotationScope.Manifest, request.Annotations, resolved.Annotations);
        var image = ImageComposer.Compose(format, config, [.. layers.Select(layer => layer.Layer)], annotations);
        return new BuiltImage(image, config, layers);
    }

    private static void NoteBaseLayer(ResolvedBase resolved, BuiltImage built, LockSession locked)
    {
        if (resolved.Recipes is [{ Kind: LayerKind.BaseOs } recipe, ..] && resolved.Layers.Count == 0)
            locked.NoteBaseLayer(built.Image.Platform, new LockedLayer(recipe.TarKey, built.Layers[0].Layer.DiffId));
    }

    private static ImageIndex? IndexOf(IReadOnlyList<BuiltImage> built, ImageRequest request) => built.Count == 1
        ? null
        : ImageComposer.Compose(
            ImageFormats.Of(built[0].Image.Manifest.Descriptor.MediaType),
            [.. built.Select(one => one.Image)],
            ImageAnnotation.At(AnnotationScope.Index, request.Annotations, new Dictionary<string, string>()),
            ImageAnnotation.At(AnnotationScope.Descriptor, request.Annotations, new Dictionary<string, string>()));

    private static PushHints HintsOf(IReadOnlyList<ResolvedBase> bases, IReadOnlyList<BuiltImage> images, LayerHome? home)
    {
        var sources = new Dictionary<Digest, ImageReference>();
        foreach (var resolved in bases.Where(resolved => resolved.Home is not null))
        {
            foreach (var layer in resolved.Layers)
                sources.TryAdd(layer.Descriptor.Digest, resolved.Home!);
        }

        if (home is not null)
        {
            foreach (var layer in images.SelectMany(image => image.Layers).Where(layer => layer.Fate == LayerFate.Found))
                sources.TryAdd(layer.Layer.Descriptor.Digest, home.Reference);
        }

        return new PushHints { Sources = sources };
    }
}
