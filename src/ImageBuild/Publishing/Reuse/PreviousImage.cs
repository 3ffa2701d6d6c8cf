using ImageBuild.Compression;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Layers;
using ImageBuild.Registries;

namespace ImageBuild.Publishing.Reuse;

/// <summary>The image that a destination has under the tags now: what did not change since need not be packed on a machine that has no cache.</summary>
/// <remarks>Its configuration pairs diffIDs with layers, and its history says how each was packed. Read when the first layer is looked for.</remarks>
internal sealed class PreviousImage : ILayerSource
{
    private readonly Lazy<Task<IReadOnlyDictionary<PackedTar, IBlob>>> _layers;

    /// <param name="client">The registry.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="tags">The tags that may lead to it; the first that does counts.</param>
    /// <param name="platform">Whose image of an index it is.</param>
    /// <param name="log">Told when it cannot be read.</param>
    /// <param name="cancellationToken">Stops.</param>
    public PreviousImage(RegistryClient client, string repository, IReadOnlyList<string> tags, Platform platform, IBuildLog log, CancellationToken cancellationToken) =>
        _layers = new(() => ReadAsync(client, repository, tags, platform, log, cancellationToken));

    /// <inheritdoc />
    public async Task<IBlob?> FindAsync(Func<Task<Digest>> diffId, CompressionRecipe packing, CancellationToken cancellationToken)
    {
        var layers = await _layers.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        return layers.Keys.Any(layer => layer.Packing == packing.ToString())
            ? layers.GetValueOrDefault(new PackedTar(await diffId().ConfigureAwait(false), packing.ToString()))
            : null;
    }

    private static async Task<IReadOnlyDictionary<PackedTar, IBlob>> ReadAsync(
        RegistryClient client, string repository, IReadOnlyList<string> tags, Platform platform, IBuildLog log, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var tag in tags)
            {
                if (await client.FindImageAsync(repository, tag, platform, cancellationToken).ConfigureAwait(false) is { } image)
                    return LayersOf(image, await image.ReadConfigAsync(cancellationToken).ConfigureAwait(false));
            }
        }
        catch (ImageBuildException exception)
        {
            // The push will meet the same trouble and say so; here it costs no more than time.
            log.Detail($"The image that is there now cannot be used: {exception.Cause}");
        }

        return new Dictionary<PackedTar, IBlob>();
    }

    private static Dictionary<PackedTar, IBlob> LayersOf(Image image, ImageConfig config)
    {
        var made = config.History.Where(entry => !entry.EmptyLayer).ToList();
        var layers = new Dictionary<PackedTar, IBlob>();
        if (made.Count == image.Layers.Count)
        {
            for (var at = 0; at < made.Count; at++)
            {
                if (made[at].Comment is { } packing)
                    layers[new PackedTar(config.DiffIds[at], packing)] = image.Layers[at];
            }
        }

        return layers;
    }

    private sealed record PackedTar(Digest DiffId, string Packing);
}
