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
        var locked = await LockSession.OpenAsync(request.Lock, services.Log, cancellationToken).ConfigureAwait(false);
        var resolved = request.Base switch
        {
            BaseRequest.Assembled assembled =>
                await AssembledBase.ResolveAsync(assembled, request.Platform, locked, services, cancellationToken).ConfigureAwait(false),
            BaseRequest.Pulled pulled =>
                await PulledBase.ResolveAsync(pulled.Reference, request.Platform, locked, services.Registries, cancellationToken).ConfigureAwait(false),
            _ => throw new InvalidOperationException($"There is no base {request.Base}."),
        };

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
        var destinations = await delivery.DeliverAsync(image, request, cancellationToken).ConfigureAwait(false);
        return new ImageResult(request.Repository, request.Tags, image, layers, config, destinations);
    }

    /// <summary>All layers, lowest first. They are made side by side: while one waits for the network another is packed.</summary>
    private async Task<IReadOnlyList<BuiltLayer>> BuildLayersAsync(ImageRequest request, ResolvedBase resolved, CancellationToken cancellationToken)
    {
        var plan = LayerPlan.Create(request.Files, request.LayerBudget);
        services.Log.Detail(plan.ToString());
        var factory = new LayerFactory(services.Cache, request.Compression, request.Threads);
        var made = await Task.WhenAll(resolved.Recipes.Concat(plan.Layers.Select(LayerRecipe.Of))
            .Select(recipe => Task.Run(() => factory.GetAsync(recipe, cancellationToken), cancellationToken))).ConfigureAwait(false);
        return [.. resolved.Layers.Select(layer => new BuiltLayer(LayerKind.BaseOs, "base image", layer, LayerFate.Base)), .. made];
    }
}
