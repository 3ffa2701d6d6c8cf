using ImageBuild.Content;
using ImageBuild.Layers;
using ImageBuild.Publishing.Reuse;
using ImageBuild.Registries.Pushing;
using ImageBuild.Transfers;

namespace ImageBuild.Publishing;

/// <summary>Gets the layers of a request's platforms from wherever they are the cheapest, and sends those it had to pack on their way at once.</summary>
/// <param name="request">The request.</param>
/// <param name="services">The cache and the registries.</param>
/// <param name="factory">Makes what is nowhere; one for all platforms, so that what several of them hold alike is made once.</param>
/// <param name="home">Where builds leave layers for each other; null for nowhere.</param>
/// <param name="early">Takes what was packed; null where nothing is delivered.</param>
internal sealed class LayerBuilder(ImageRequest request, BuildServices services, LayerFactory factory, LayerHome? home, EarlyUploads? early)
{
    private readonly IReadOnlyList<ImageLocation.InRegistry> _registries = [.. request.Destinations.OfType<ImageLocation.InRegistry>()];

    /// <summary>All layers of a platform, lowest first. They are made side by side: while one waits for the network another is packed.</summary>
    public async Task<IReadOnlyList<BuiltLayer>> BuildAsync(PlatformRequest platform, ResolvedBase resolved, CancellationToken cancellationToken)
    {
        var plan = LayerPlan.Create(platform.Files.Concat(ImageFolder.FilesOf(platform, resolved.Config)), request.LayerBudget);
        services.Log.Detail(plan.ToString());
        var sources = SourcesFor(platform, cancellationToken);
        var made = await Task.WhenAll(resolved.Recipes.Concat(plan.Layers.Select(LayerRecipe.Of))
            .Select(recipe => Task.Run(() => GetAsync(recipe, sources, cancellationToken), cancellationToken))).ConfigureAwait(false);
        return [.. resolved.Layers.Select(layer => new BuiltLayer(LayerKind.BaseOs, "base image", layer, LayerFate.Base)), .. made];
    }

    private async Task<BuiltLayer> GetAsync(LayerRecipe recipe, IReadOnlyList<ILayerSource> sources, CancellationToken cancellationToken)
    {
        var layer = await factory.GetAsync(recipe, sources, cancellationToken).ConfigureAwait(false);

        // What was looked for in the image that is there now and had to be packed all the same is not there.
        if (early is not null && layer.Fate == LayerFate.Created && layer.Kind.IsShared())
        {
            foreach (var registry in _registries)
                early.Begin(registry.Reference, layer.Layer);
        }

        return layer;
    }

    /// <summary>Where layers are looked for that this machine does not know: in the image that is there now, then in the layer home.</summary>
    private List<ILayerSource> SourcesFor(PlatformRequest platform, CancellationToken cancellationToken)
    {
        List<ILayerSource> sources = [];
        if (_registries.Count > 0)
        {
            var target = _registries[0].Reference;
            sources.Add(new PreviousImage(services.Registries.For(target), target.Repository, request.Tags, platform.Platform, services.Log, cancellationToken));
        }

        if (home is not null)
            sources.Add(home);
        return sources;
    }
}
