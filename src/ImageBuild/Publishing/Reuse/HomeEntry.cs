using ImageBuild.Compression;
using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Layers;

namespace ImageBuild.Publishing.Reuse;

/// <summary>A layer in a layer home.</summary>
/// <param name="DiffId">What it unpacks to.</param>
/// <param name="Packing">How it is packed: <see cref="CompressionRecipe.ToString"/>.</param>
internal sealed record HomeEntry(Digest DiffId, string Packing)
{
    private const string SealAnnotation = "imagebuild.layer.seal";

    /// <summary>Where it is found: 64 hexadecimal digits.</summary>
    public string Tag => Digest.Of($"layer v1\n{DiffId}\n{Packing}\n").Hex;

    /// <summary>The image that holds the layer.</summary>
    public Image ToImage(BuiltLayer layer, Platform platform, LayerSeal seal)
    {
        var config = new ImageConfig { Platform = platform, History = [new HistoryEntry($"imagebuild {layer.Kind.Name()}: {layer.Name}", DateTimeOffset.UnixEpoch, Comment: Packing)] };
        var annotations = seal.For(this, layer.Layer.Descriptor) is { } value ? new Dictionary<string, string> { [SealAnnotation] = value } : new Dictionary<string, string>();
        return ImageComposer.Compose(ImageFormat.Oci, config, [layer.Layer], annotations);
    }

    /// <summary>The layer of such an image, if it can be believed.</summary>
    /// <returns>Null where the seal is missing or wrong; without a secret, where the bytes are not what they should be.</returns>
    public async Task<IBlob?> ReadAsync(BytesBlob manifest, IImageStore store, LayerSeal seal, ContentCache cache, CancellationToken cancellationToken)
    {
        var content = ManifestContent.Read(manifest);
        if (content.Layers is not [var layer])
            return null;
        if (seal.HasSecret)
            return seal.Fits(content.Annotations?.GetValueOrDefault(SealAnnotation), this, layer) ? store.Blob(layer) : null;

        // Nobody vouches for it: fetched and unpacked once, it is as good as made here.
        var fetched = cache.Find(layer) ?? await FetchAsync(layer, store, cache, cancellationToken).ConfigureAwait(false);
        return await UnpacksToAsync(fetched, cancellationToken).ConfigureAwait(false) ? store.Blob(layer) : null;
    }

    private static async Task<IBlob> FetchAsync(Descriptor layer, IImageStore store, ContentCache cache, CancellationToken cancellationToken) => await cache.AddAsync(
        layer.MediaType,
        layer.Digest,
        $"The layer {layer.Digest}",
        async (file, token) =>
        {
            var stream = await store.Blob(layer).OpenAsync(token).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
                await VerifiedCopy.CopyAsync(stream, file, layer, token).ConfigureAwait(false);
        },
        cancellationToken).ConfigureAwait(false);

    private async Task<bool> UnpacksToAsync(IBlob blob, CancellationToken cancellationToken)
    {
        var packed = await blob.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (packed.ConfigureAwait(false))
            return PackedLayer.DiffIdOf(packed, blob.Descriptor.MediaType, cancellationToken) == DiffId;
    }
}
