using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;

namespace ImageBuild.Registries;

/// <summary>Copies images between registries, or within one. Bytes stream through memory and never touch the disk.</summary>
public sealed class RegistryCopier(RegistryClient source, RegistryClient target, IBuildLog? log = null)
{
    /// <summary>Copies a manifest or index with everything below it, byte for byte.</summary>
    /// <param name="repository">Where from: the repository.</param>
    /// <param name="identifier">Where from: a tag or a digest.</param>
    /// <param name="targetRepository">Where to: the repository.</param>
    /// <param name="tags">The tags to set there; empty for none.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ImageBuildException">Something is missing at the source, damaged on the way, or refused at the target.</exception>
    public async Task<PushResult> CopyAsync(string repository, string identifier, string targetRepository, IEnumerable<string> tags, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(repository, identifier, targetRepository, tags, cancellationToken).ConfigureAwait(false);
        return await new Pusher(target, log).PushAsync(plan, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What <see cref="CopyAsync"/> would do. Manifests are read; nothing is written.</summary>
    /// <inheritdoc cref="CopyAsync" path="/exception"/>
    /// <param name="repository">Where from: the repository.</param>
    /// <param name="identifier">Where from: a tag or a digest.</param>
    /// <param name="targetRepository">Where to: the repository.</param>
    /// <param name="tags">The tags to set there; empty for none.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<PushPlan> PlanAsync(string repository, string identifier, string targetRepository, IEnumerable<string> tags, CancellationToken cancellationToken)
    {
        var root = await source.GetManifestAsync(repository, identifier, cancellationToken).ConfigureAwait(false);
        var tree = await ManifestTree.ReadAsync(source.Store(repository), root, cancellationToken).ConfigureAwait(false);
        // Nothing of a source that mixes families is rewritten: a copy keeps its digest or does not happen.
        return PushPlan.ForCopy(tree.Root, tree.Children, tree.Blobs, target.Registry, targetRepository, tags);
    }

    /// <summary>Sets a tag on what another tag or digest leads to. No blob moves.</summary>
    /// <returns>What the tag leads to now.</returns>
    /// <exception cref="ImageBuildException">The source is missing or the tag refused.</exception>
    public static async Task<Descriptor> TagAsync(RegistryClient client, string repository, string identifier, string tag, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var manifest = await client.GetManifestAsync(repository, identifier, cancellationToken).ConfigureAwait(false);
        await client.PutManifestAsync(repository, manifest, tag, cancellationToken).ConfigureAwait(false);
        return manifest.Descriptor;
    }
}
