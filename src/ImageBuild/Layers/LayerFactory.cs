using ImageBuild.Compression;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Tar;

namespace ImageBuild.Layers;

/// <summary>Turns recipes into layers; what the cache knows is not made again.</summary>
/// <param name="cache">Keeps the bytes of layers and what their keys led to.</param>
/// <param name="packers">Pack the layers, all that are made at once.</param>
/// <param name="log">Told of damage in the cache; null for nobody.</param>
public sealed class LayerFactory(ContentCache cache, BlockPackers packers, IBuildLog? log = null)
{
    private readonly IBuildLog _log = log ?? NullBuildLog.Instance;

    /// <summary>Finds the layer in the cache, or makes it and leaves it there.</summary>
    /// <exception cref="ImageBuildException">Entries contradict each other, or the cache cannot be written.</exception>
    public async Task<BuiltLayer> GetAsync(LayerRecipe recipe, CancellationToken cancellationToken)
    {
        var compression = new CompressionRecipe(packers.Format, EffortFor(recipe.Kind));
        var key = recipe.KeyFor(compression);
        if (await cache.RecallAsync(key, _log, cancellationToken).ConfigureAwait(false) is { } known)
            return new BuiltLayer(recipe.Kind, recipe.Name, new Layer(known.Blob, known.DiffId), LayerFate.Cached);

        var entries = EntryTree.Complete(await recipe.Entries(cancellationToken).ConfigureAwait(false));
        var made = await MakeAsync(entries, compression, cancellationToken).ConfigureAwait(false);
        await cache.RememberAsync(key, $"{recipe.Kind.Name()} {recipe.Name}", made, cancellationToken).ConfigureAwait(false);
        return new BuiltLayer(recipe.Kind, recipe.Name, new Layer(made.Blob, made.DiffId), LayerFate.Created);
    }

    /// <summary>What is made once and pulled often is packed small, what changes with the application is packed fast.</summary>
    private static CompressionEffort EffortFor(LayerKind kind) =>
        kind is LayerKind.BaseOs or LayerKind.Framework ? CompressionEffort.Small : CompressionEffort.Fast;

    private async Task<CachedContent> MakeAsync(IReadOnlyList<TarEntry> entries, CompressionRecipe compression, CancellationToken cancellationToken)
    {
        Digest diffId = default;
        var blob = await cache.AddAsync(
            compression.Format.LayerMediaType(),
            async (output, token) =>
            {
                var packing = new BlockCompressionStream(output, compression, packers, token);
                await using (packing.ConfigureAwait(false))
                {
                    TarWriter.Write(entries, packing, token);
                    diffId = await packing.CompleteAsync().ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
        return new CachedContent(blob, diffId);
    }
}
