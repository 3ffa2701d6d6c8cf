using System.Collections.Concurrent;
using System.Security.Cryptography;
using ImageBuild.Compression;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Tar;

namespace ImageBuild.Layers;

/// <summary>Turns recipes into layers; what the cache knows is not made again.</summary>
/// <remarks>A layer has its digest when the cache remembers it, and its bytes when somebody reads them.</remarks>
/// <param name="cache">Keeps the bytes of layers and what their keys led to.</param>
/// <param name="packers">Pack the layers, all that are made at once.</param>
/// <param name="log">Told of damage in the cache; null for nobody.</param>
public sealed class LayerFactory(ContentCache cache, BlockPackers packers, IBuildLog? log = null)
{
    private readonly IBuildLog _log = log ?? NullBuildLog.Instance;
    private readonly ConcurrentDictionary<Digest, Lazy<Task<BuiltLayer>>> _asked = new();

    /// <summary>Finds the layer in the cache, or makes it and leaves it there. What was asked for before is not made a second time.</summary>
    /// <exception cref="ImageBuildException">Entries contradict each other, or the cache cannot be written.</exception>
    public Task<BuiltLayer> GetAsync(LayerRecipe recipe, CancellationToken cancellationToken) => GetAsync(recipe, [], cancellationToken);

    /// <inheritdoc cref="GetAsync(LayerRecipe, CancellationToken)"/>
    /// <param name="recipe">The layer.</param>
    /// <param name="sources">Asked for layers that the cache does not know and other builds may have made, in this order.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task<BuiltLayer> GetAsync(LayerRecipe recipe, IReadOnlyList<ILayerSource> sources, CancellationToken cancellationToken)
    {
        var compression = new CompressionRecipe(packers.Format, EffortFor(recipe.Kind));
        var key = recipe.KeyFor(compression);
        return _asked.GetOrAdd(key, _ => new(() => GetAsync(recipe, key, compression, sources, cancellationToken))).Value;
    }

    private async Task<BuiltLayer> GetAsync(LayerRecipe recipe, Digest key, CompressionRecipe compression, IReadOnlyList<ILayerSource> sources, CancellationToken cancellationToken)
    {
        if (cache.Recall(key) is { } known)
            return Built(known, LayerFate.Cached);
        // The projects of a solution are built by several processes, and the first of them makes the layer for all.
        var making = await cache.LockAsync(key, cancellationToken).ConfigureAwait(false);
        await using (making.ConfigureAwait(false))
        {
            if (cache.Recall(key) is { } meanwhile)
                return Built(meanwhile, LayerFate.Cached);
            if (await FindAsync(recipe, key, compression, sources, cancellationToken).ConfigureAwait(false) is { } found)
                return found;
            return Built(await MakeAsync(recipe, key, compression, cancellationToken).ConfigureAwait(false), LayerFate.Created);
        }

        BuiltLayer Built(CachedContent content, LayerFate fate) =>
            new(recipe.Kind, recipe.Name, new Layer(new CachedBlob(this, recipe, key, compression, content.Descriptor), content.DiffId), fate) { Packing = compression };
    }

    /// <summary>Asks others for a layer they may have packed: hashing the files is a small part of packing them.</summary>
    private async Task<BuiltLayer?> FindAsync(
        LayerRecipe recipe, Digest key, CompressionRecipe compression, IReadOnlyList<ILayerSource> sources, CancellationToken cancellationToken)
    {
        if (sources.Count == 0 || !recipe.Kind.IsShared())
            return null;
        var asked = new Lazy<Task<Digest>>(() => recipe.KnownDiffId is { } known ? Task.FromResult(known) : DiffIdOfAsync(recipe, cancellationToken));
        foreach (var source in sources)
        {
            if (await source.FindAsync(() => asked.Value, compression, cancellationToken).ConfigureAwait(false) is not { } blob)
                continue;
            var diffId = await asked.Value.ConfigureAwait(false);
            // Whatever family of media types it has there, and whatever annotations.
            var descriptor = new Descriptor(compression.Format.LayerMediaType(), blob.Descriptor.Digest, blob.Descriptor.Size);
            await cache.RememberAsync(key, $"{recipe.Kind.Name()} {recipe.Name}", new CachedContent(descriptor, diffId), cancellationToken).ConfigureAwait(false);
            var bytes = new FoundBlob(blob, new CachedBlob(this, recipe, key, compression, descriptor), _log);
            return new BuiltLayer(recipe.Kind, recipe.Name, new Layer(bytes, diffId), LayerFate.Found) { Packing = compression };
        }

        return null;
    }

    private static async Task<Digest> DiffIdOfAsync(LayerRecipe recipe, CancellationToken cancellationToken)
    {
        var entries = EntryTree.Complete(await recipe.Entries(cancellationToken).ConfigureAwait(false));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var hashing = new HashingStream(Stream.Null, hash);
        await using (hashing.ConfigureAwait(false))
            TarWriter.Write(entries, hashing, cancellationToken);
        return Digest.FromHash(hash.GetHashAndReset());
    }

    /// <summary>What is made once and pulled often is packed small, what changes with the application is packed fast.</summary>
    private static CompressionEffort EffortFor(LayerKind kind) =>
        kind is LayerKind.BaseOs or LayerKind.Framework ? CompressionEffort.Small : CompressionEffort.Fast;

    private async Task<CachedContent> MakeAsync(LayerRecipe recipe, Digest key, CompressionRecipe compression, CancellationToken cancellationToken)
    {
        var entries = EntryTree.Complete(await recipe.Entries(cancellationToken).ConfigureAwait(false));
        Digest? diffId = null;
        var blob = await cache.AddAsync(
            compression.Format.LayerMediaType(),
            async (output, token) =>
            {
                var packing = new BlockCompressionStream(output, compression, packers, token);
                await using (packing.ConfigureAwait(false))
                {
                    await packers.FillAsync(entries.Sum(entry => entry.Content?.Size ?? 0), () => TarWriter.Write(entries, packing, token), token).ConfigureAwait(false);
                    diffId = await packing.CompleteAsync().ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
        var made = new CachedContent(blob.Descriptor, diffId!);
        await cache.RememberAsync(key, $"{recipe.Kind.Name()} {recipe.Name}", made, cancellationToken).ConfigureAwait(false);
        return made;
    }

    /// <summary>The bytes of a layer whose digest is known: those of the cache, or made when somebody asks for them.</summary>
    private async Task<FileBlob> BytesAsync(LayerRecipe recipe, Digest key, CompressionRecipe compression, Descriptor expected, CancellationToken cancellationToken)
    {
        if (await cache.FindIntactAsync(key, _log, cancellationToken).ConfigureAwait(false) is { } blob)
            return blob;
        var making = await cache.LockAsync(key, cancellationToken).ConfigureAwait(false);
        await using (making.ConfigureAwait(false))
        {
            if (await cache.FindIntactAsync(key, _log, cancellationToken).ConfigureAwait(false) is { } meanwhile)
                return meanwhile;
            var made = await MakeAsync(recipe, key, compression, cancellationToken).ConfigureAwait(false);
            return made.Descriptor == expected
                ? new FileBlob(cache.PathOf(expected.Digest), expected)
                : throw ErrorCodes.DigestMismatch.Error(
                    $"The layer {recipe.Kind.Name()} {recipe.Name} was {expected.Digest} and is {made.Descriptor.Digest} now.",
                    "A file that it is made of was changed without its package or its time telling; publish once more.");
        }
    }

    private sealed class CachedBlob(LayerFactory factory, LayerRecipe recipe, Digest key, CompressionRecipe compression, Descriptor descriptor) : IBlob
    {
        public Descriptor Descriptor { get; } = descriptor;

        public async ValueTask<Stream> OpenAsync(CancellationToken cancellationToken)
        {
            var blob = await factory.BytesAsync(recipe, key, compression, Descriptor, cancellationToken).ConfigureAwait(false);
            return await blob.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
