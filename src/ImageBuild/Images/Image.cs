using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Images;

/// <summary>A finished image of one platform: everything its manifest names, each as a blob.</summary>
/// <param name="Manifest">The manifest; its digest is the image's.</param>
/// <param name="Config">The configuration.</param>
/// <param name="Layers">The layers, lowest first. Blobs rather than <see cref="ILayer"/>: who delivers an image has no use for diffIDs.</param>
/// <param name="Platform">What it runs on.</param>
public sealed record Image(BytesBlob Manifest, IBlob Config, IReadOnlyList<IBlob> Layers, Platform Platform)
{
    /// <summary>The digest of the manifest.</summary>
    public Digest Digest => Manifest.Descriptor.Digest;

    /// <summary>The config and the layers: what has to be in a registry before the manifest.</summary>
    public IEnumerable<IBlob> Blobs => Layers.Prepend(Config);

    /// <summary>Reads the configuration and makes sure that it speaks of this image's layers.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidImage"/>, <see cref="ErrorCodes.DigestMismatch"/>, or what reading the blob throws.</exception>
    public async Task<ImageConfig> ReadConfigAsync(CancellationToken cancellationToken)
    {
        var config = ImageConfigJson.Read(await VerifiedCopy.ReadAsync(Config, cancellationToken).ConfigureAwait(false));
        return config.DiffIds.Count == Layers.Count
            ? config
            : throw ErrorCodes.InvalidImage.Error($"The image {Digest} has {Layers.Count} layers, but its configuration names {config.DiffIds.Count}.");
    }
}
