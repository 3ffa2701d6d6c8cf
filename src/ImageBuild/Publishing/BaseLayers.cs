using ImageBuild.Compression;
using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Tar;

namespace ImageBuild.Publishing;

/// <summary>Reads the layers of a base image: which files there are, and the few that tell about packages and accounts.</summary>
/// <remarks>
/// Bytes are streamed and hashed, never kept. The listing of a layer goes into the cache under the layer's digest, so a layer
/// is fetched once, however many images and builds stand on it.
/// </remarks>
internal sealed class BaseLayers(ContentCache cache, IBuildLog log)
{
    private const string ListingType = "application/vnd.imagebuild.listing.v1.tar";

    /// <summary>Reads all layers and lays them on each other.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidImage"/>, or what fetching a layer throws.</exception>
    public async Task<BaseTree> ReadAsync(IReadOnlyList<ILayer> layers, CancellationToken cancellationToken)
    {
        var listings = await Task.WhenAll(layers.Select(layer => Task.Run(() => ReadAsync(layer, cancellationToken), cancellationToken))).ConfigureAwait(false);
        return BaseTree.Of(listings);
    }

    private async Task<IReadOnlyList<TarEntry>> ReadAsync(ILayer layer, CancellationToken cancellationToken)
    {
        var digest = layer.Descriptor.Digest;
        var key = Digest.Of($"layer listing v1\n{digest}\n");
        if (await cache.FindIntactAsync(key, log, cancellationToken).ConfigureAwait(false) is { } known)
        {
            var stored = await known.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (stored.ConfigureAwait(false))
                return LayerListing.Read(stored, BaseTree.IsOfInterest, $"The listing of {digest}", cancellationToken);
        }

        log.Info($"  reading {digest.Short} of the base ({ByteSize.Text(layer.Descriptor.Size)}) for its packages");
        var entries = await FetchAsync(layer, cancellationToken).ConfigureAwait(false);
        var blob = await cache.AddAsync(
            ListingType,
            (file, token) =>
            {
                TarWriter.Write(entries, file, token);
                return Task.CompletedTask;
            },
            cancellationToken).ConfigureAwait(false);
        await cache.RememberAsync(key, $"listing of {digest.Short}", new CachedContent(blob.Descriptor, blob.Descriptor.Digest), cancellationToken).ConfigureAwait(false);
        return entries;
    }

    private static async Task<IReadOnlyList<TarEntry>> FetchAsync(ILayer layer, CancellationToken cancellationToken)
    {
        var what = $"The layer {layer.Descriptor.Digest} of the base image";
        var packed = await layer.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (packed.ConfigureAwait(false))
        {
            try
            {
                using var expanded = new MeasuredStream(
                    PackedLayer.Open(packed, layer.Descriptor.MediaType), PackedLayer.ExpandedLimit, () => ErrorCodes.InvalidImage.Error($"{what} unpacks to more than {PackedLayer.ExpandedLimit} bytes."));
                var entries = LayerListing.Read(expanded, BaseTree.IsOfInterest, what, cancellationToken);

                // To the end, so that the digests of packed and unpacked bytes are those that were promised.
                var diffId = expanded.Complete();
                await packed.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
                return diffId == layer.DiffId
                    ? entries
                    : throw ErrorCodes.DigestMismatch.Error($"{what} does not unpack to its diffID {layer.DiffId}.");
            }
            catch (Exception exception) when (PackedLayer.IsDamage(exception))
            {
                throw ErrorCodes.InvalidImage.Error($"{what} cannot be read: {exception.Message}", inner: exception);
            }
        }
    }
}
