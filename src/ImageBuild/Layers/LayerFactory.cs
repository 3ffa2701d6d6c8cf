using System.Collections.Concurrent;
using ImageBuild.Compression;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Tar;

namespace ImageBuild.Layers;

/// <summary>Turns recipes into layers; what the cache knows is not made again.</summary>
/// <param name="cache">Keeps the bytes of layers and what their keys led to.</param>
/// <param name="format">How layers are packed.</param>
/// <param name="threads">How many processors pack at once; does not influence the bytes.</param>
/// <param name="log">Told of damage in the cache; null for nobody.</param>
public sealed class LayerFactory(ContentCache cache, CompressionFormat format, int threads, IBuildLog? log = null)
{
    private readonly IBuildLog _log = log ?? NullBuildLog.Instance;
    private readonly ConcurrentDictionary<Digest, Lazy<Task<BuiltLayer>>> _asked = new();

    /// <summary>Finds the layer in the cache, or makes it and leaves it there. What was asked for before is not made a second time.</summary>
    /// <exception cref="ImageBuildException">Entries contradict each other, or the cache cannot be written.</exception>
    public Task<BuiltLayer> GetAsync(LayerRecipe recipe, CancellationToken cancellationToken)
    {
        var compression = new CompressionRecipe(format, LevelFor(recipe.Kind));
        var key = recipe.KeyFor(compression);
        return _asked.GetOrAdd(key, _ => new(() => GetAsync(recipe, key, compression, cancellationToken))).Value;
    }

    private async Task<BuiltLayer> GetAsync(LayerRecipe recipe, Digest key, CompressionRecipe compression, CancellationToken cancellationToken)
    {
        if (await cache.RecallAsync(key, _log, cancellationToken).ConfigureAwait(false) is { } known)
            return new BuiltLayer(recipe.Kind, recipe.Name, new Layer(known.Blob, known.DiffId), LayerFate.Cached);

        var entries = EntryTree.Complete(await recipe.Entries(cancellationToken).ConfigureAwait(false));
        var made = await MakeAsync(entries, compression, cancellationToken).ConfigureAwait(false);
        await cache.RememberAsync(key, $"{recipe.Kind.Name()} {recipe.Name}", made, cancellationToken).ConfigureAwait(false);
        return new BuiltLayer(recipe.Kind, recipe.Name, new Layer(made.Blob, made.DiffId), LayerFate.Created);
    }

    /// <summary>
    /// Levels: what is made once and pulled often is packed small, what every code change makes anew is packed fast.
    /// The measurements are in docs/decisions/0002-compression.md.
    /// </summary>
    private int LevelFor(LayerKind kind) => format switch
    {
        CompressionFormat.Gzip => kind switch
        {
            LayerKind.BaseOs or LayerKind.Framework => 6,
            LayerKind.Packages => 5,
            _ => 4,
        },
        CompressionFormat.Zstd => kind is LayerKind.BaseOs or LayerKind.Framework ? 9 : 3,
        _ => 0,
    };

    private async Task<CachedContent> MakeAsync(IReadOnlyList<TarEntry> entries, CompressionRecipe compression, CancellationToken cancellationToken)
    {
        Digest diffId = default;
        var blob = await cache.AddAsync(
            compression.Format.LayerMediaType(),
            async (output, token) =>
            {
                var packing = new BlockCompressionStream(output, compression, threads, token);
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
