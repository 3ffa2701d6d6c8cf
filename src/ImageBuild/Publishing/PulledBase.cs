using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Registries;

namespace ImageBuild.Publishing;

/// <summary>A base that is an image in a registry. Its layers are not fetched before a destination needs their bytes.</summary>
internal static class PulledBase
{
    /// <summary>Reads the manifest and configuration of the base, by the digest the lock holds for its tag.</summary>
    /// <exception cref="ImageBuildException">The base cannot be reached, or is for another platform.</exception>
    public static async Task<ResolvedBase> ResolveAsync(
        ImageReference reference, Platform platform, LockSession locked, RegistryClients registries, CancellationToken cancellationToken)
    {
        var client = registries.For(reference);
        var digest = reference.Digest ?? await locked.BaseImageAsync(reference, async () =>
            (await client.HeadManifestAsync(reference.Repository, reference.Identifier, cancellationToken).ConfigureAwait(false))?.Digest
                ?? throw ErrorCodes.ManifestMissing.Error($"There is no base image {reference}.")).ConfigureAwait(false);
        var image = await client.GetImageAsync(reference.Repository, digest.ToString(), platform, cancellationToken).ConfigureAwait(false);
        var config = ImageConfigJson.Read(await ReadAsync(image.Config, cancellationToken).ConfigureAwait(false));
        if ((config.Platform.OperatingSystem, config.Platform.Architecture) != (platform.OperatingSystem, platform.Architecture))
            throw ErrorCodes.BasePlatformMismatch.Error($"The base image {reference} is for {config.Platform}, not for {platform}.");
        if (config.DiffIds.Count != image.Layers.Count)
            throw ErrorCodes.InvalidImage.Error($"The base image {reference} has {image.Layers.Count} layers, but its configuration names {config.DiffIds.Count}.");

        return new ResolvedBase(
            config,
            [.. image.Layers.Zip(config.DiffIds, (blob, diffId) => new Layer(blob, diffId))],
            Recipes: [],
            ImageFormats.Of(image.Manifest.Descriptor.MediaType))
        {
            Home = reference,
            Annotations = new Dictionary<string, string>
            {
                ["org.opencontainers.image.base.name"] = $"{reference.Registry}/{reference.Repository}{(reference.Tag is { } tag ? ":" + tag : "")}",
                ["org.opencontainers.image.base.digest"] = digest.ToString(),
            },
        };
    }

    private static async Task<byte[]> ReadAsync(IBlob blob, CancellationToken cancellationToken)
    {
        var stream = await blob.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var bytes = new byte[blob.Descriptor.Size];
            await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
            return bytes;
        }
    }
}
