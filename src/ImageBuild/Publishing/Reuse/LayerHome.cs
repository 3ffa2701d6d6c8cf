using System.Collections.Concurrent;
using ImageBuild.Compression;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Layers;
using ImageBuild.Registries;

namespace ImageBuild.Publishing.Reuse;

/// <summary>A repository in which builds leave the layers they packed for all others: a fleet's memory, without a server of our own.</summary>
/// <remarks>
/// A layer is an image of one layer under a tag that says what it unpacks to and how it is packed, so that every registry takes it, no
/// garbage collection takes it away, and every tool can look at it. docs/fleets.md has the format.
/// </remarks>
internal sealed class LayerHome(RegistryClients registries, ImageReference home, LayerSeal seal, ContentCache cache, IBuildLog log) : ILayerSource
{
    private readonly ConcurrentDictionary<string, bool> _present = new(StringComparer.Ordinal);
    private int _warned;

    private RegistryClient Client => registries.For(home);

    /// <summary>Where found layers are, so that a push to the same registry can have them linked.</summary>
    public ImageReference Reference => home;

    /// <inheritdoc />
    public async Task<IBlob?> FindAsync(Func<Task<Digest>> diffId, CompressionRecipe packing, CancellationToken cancellationToken)
    {
        var entry = new HomeEntry(await diffId().ConfigureAwait(false), packing.ToString());
        try
        {
            if (await Client.FindManifestAsync(home.Repository, entry.Tag, cancellationToken).ConfigureAwait(false) is not { } manifest)
                return null;
            var layer = await entry.ReadAsync(manifest, Client.Store(home.Repository), seal, cache, cancellationToken).ConfigureAwait(false);
            if (layer is null)
                return null; // and replaced by the one that is made here
            _present[entry.Tag] = true;
            await NoteAsync(layer.Descriptor.Digest).ConfigureAwait(false);
            return layer;
        }
        catch (ImageBuildException exception)
        {
            Warn($"{home.Registry}/{home.Repository} cannot be asked for layers: {exception.Cause}");
            return null;
        }
    }

    /// <summary>Leaves the layers there that others can use. What fails costs the others time, nothing else.</summary>
    /// <param name="images">The images of the build.</param>
    /// <param name="destinations">Where they went: layers that are in the registry of the home already are linked from there.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task LeaveAsync(IReadOnlyList<BuiltImage> images, IReadOnlyList<DestinationResult> destinations, CancellationToken cancellationToken)
    {
        var pushed = destinations.Where(destination => destination.Kind == "registry").Select(destination => ImageReference.Parse(destination.DigestReference))
            .FirstOrDefault(reference => reference.Registry == home.Registry);
        var plans = images
            .SelectMany(image => image.Layers.Select(layer => (image.Image.Platform, Layer: layer)))
            .Where(made => made.Layer.Kind.IsShared() && made.Layer.Packing is not null && !IsThere(made.Layer.Layer.Descriptor.Digest))
            .Select(made => (made.Platform, made.Layer, Entry: new HomeEntry(made.Layer.Layer.DiffId, made.Layer.Packing!.ToString())))
            .Where(made => !_present.ContainsKey(made.Entry.Tag))
            .DistinctBy(made => made.Entry.Tag)
            .Select(made => PushPlan.For(made.Entry.ToImage(made.Layer, made.Platform, seal), home.Registry, home.Repository, [made.Entry.Tag], HintsFor(made.Layer, pushed)))
            .ToList();
        if (plans.Count == 0)
            return;
        var outcomes = await new Pusher(registries, log).PushAsync(PushBatch.Of(plans), cancellationToken).ConfigureAwait(false);
        foreach (var layer in outcomes.Where(outcome => outcome.Error is null).SelectMany(outcome => outcome.Plan.Blobs))
            await NoteAsync(layer.Blob.Descriptor.Digest).ConfigureAwait(false);
        if (outcomes.Select(outcome => outcome.Error).FirstOrDefault(error => error is not null) is { } failed)
            Warn($"Layers cannot be left in {home.Registry}/{home.Repository}: {failed.Cause}");
    }

    /// <summary>Whether a build on this machine brought it there lately: what is cached must not cost a question on every build.</summary>
    private bool IsThere(Digest layer) => registries.Places?.Find(home.Registry, layer).Contains(home.Repository, StringComparer.Ordinal) == true;

    private Task NoteAsync(Digest blob) => registries.Places?.NoteAsync(home.Registry, home.Repository, blob, CancellationToken.None) ?? Task.CompletedTask;

    private static PushHints HintsFor(BuiltLayer layer, ImageReference? pushed) => pushed is null
        ? PushHints.None
        : new PushHints { Sources = new Dictionary<Digest, ImageReference> { [layer.Layer.Descriptor.Digest] = pushed } };

    /// <summary>Once: twenty layers meet the same trouble.</summary>
    private void Warn(string message)
    {
        if (Interlocked.Exchange(ref _warned, 1) == 0)
            log.Warning(ErrorCodes.LayerHomeUnavailable, $"{message} {ErrorCodes.LayerHomeUnavailable.Remedy}");
    }
}
