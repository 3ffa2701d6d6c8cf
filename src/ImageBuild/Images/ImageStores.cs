using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Images;

/// <summary>What can be done with any place that holds images.</summary>
public static class ImageStores
{
    /// <summary>Reads a configuration or another small blob as a whole, checked against its digest.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.ContentTooLarge"/>, <see cref="ErrorCodes.DigestMismatch"/>.</exception>
    public static Task<byte[]> ReadSmallAsync(this IImageStore store, Descriptor blob, CancellationToken cancellationToken) => VerifiedCopy.ReadAsync(store.Blob(blob), cancellationToken);

    /// <summary>The image a manifest is of. Its configuration is read where nobody says the platform, its layers when they are asked for.</summary>
    /// <param name="store">Where the image lies.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="platform">What an index says that it runs on; null where none says it.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidImage"/>: it is an index or no image; or a part cannot be read.</exception>
    public static async Task<Image> ReadImageAsync(this IImageStore store, BytesBlob manifest, Platform? platform, CancellationToken cancellationToken)
    {
        var content = ManifestContent.Read(manifest);
        var config = store.Blob(content.Config ?? throw ErrorCodes.ManifestUnsupported.Error($"The manifest {manifest.Descriptor.Digest} is not that of an image."));
        if (platform is null)
        {
            var bytes = await VerifiedCopy.ReadAsync(config, cancellationToken).ConfigureAwait(false);
            (config, platform) = (new BytesBlob(config.Descriptor.MediaType, bytes), ImageConfigJson.ReadPlatform(bytes));
        }

        return new Image(manifest, config, [.. content.Layers.Select(store.Blob)], platform);
    }

    /// <summary>The images of an index. Entries that run nowhere, such as attestations, are no images.</summary>
    /// <exception cref="ImageBuildException">A part cannot be read.</exception>
    public static async Task<ImageIndex> ReadIndexAsync(this IImageStore store, BytesBlob index, CancellationToken cancellationToken)
    {
        List<Image> images = [];
        foreach (var entry in ManifestContent.Read(index).Images)
            images.Add(await store.ReadImageAsync(await store.ReadManifestAsync(entry, cancellationToken).ConfigureAwait(false), entry.Platform, cancellationToken).ConfigureAwait(false));
        return new ImageIndex(index, images);
    }
}
