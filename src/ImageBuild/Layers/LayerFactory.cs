using System.Text.Json;
using ImageBuild.Compression;
using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Tar;

namespace ImageBuild.Layers;

/// <summary>Turns recipes into layers; what the cache knows is not made again.</summary>
/// <param name="cache">Keeps the bytes of layers and what their keys led to.</param>
/// <param name="format">How layers are packed.</param>
/// <param name="threads">How many processors pack at once; does not influence the bytes.</param>
public sealed class LayerFactory(ContentCache cache, CompressionFormat format, int threads)
{
    /// <summary>Finds the layer in the cache, or makes it and leaves it there.</summary>
    /// <exception cref="Diagnostics.ImageBuildException">Entries contradict each other, or the cache cannot be written.</exception>
    public async Task<BuiltLayer> GetAsync(LayerRecipe recipe, CancellationToken cancellationToken)
    {
        var compression = new CompressionRecipe(format, LevelFor(recipe.Kind));
        var keyPath = cache.PathOfKey(recipe.KeyFor(compression));
        if (Recall(keyPath) is { } known)
            return new BuiltLayer(recipe.Kind, recipe.Name, known, LayerFate.Cached);

        var entries = EntryTree.Complete(await recipe.Entries(cancellationToken).ConfigureAwait(false));
        var layer = await MakeAsync(entries, compression, cancellationToken).ConfigureAwait(false);
        var record = new CachedLayer(layer.Descriptor.MediaType, layer.Descriptor.Digest.ToString(), layer.Descriptor.Size, layer.DiffId.ToString());
        await AtomicFile.WriteAsync(keyPath, JsonSerializer.SerializeToUtf8Bytes(record, CachedLayerJson.Default.CachedLayer), cancellationToken)
            .ConfigureAwait(false);
        return new BuiltLayer(recipe.Kind, recipe.Name, layer, LayerFate.Created);
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

    private async Task<ILayer> MakeAsync(IReadOnlyList<TarEntry> entries, CompressionRecipe compression, CancellationToken cancellationToken)
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
        return new Layer(blob, diffId);
    }

    /// <summary>Reads what a key led to. Anything unreadable counts as unknown: it costs time, never correctness.</summary>
    private Layer? Recall(string keyPath)
    {
        try
        {
            using var stream = new FileStream(keyPath, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            var record = JsonSerializer.Deserialize(stream, CachedLayerJson.Default.CachedLayer);
            if (record is null || !Digest.TryParse(record.Digest, out var digest) || !Digest.TryParse(record.DiffId, out var diffId))
                return null;
            var blob = cache.Find(new Descriptor(record.MediaType, digest, record.Size));
            return blob is null ? null : new Layer(blob, diffId);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
