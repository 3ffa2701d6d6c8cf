using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Pulling;

/// <summary>Everything below a manifest or index: what has to be copied to have it whole.</summary>
/// <param name="Root">Where it starts.</param>
/// <param name="Children">The manifests below, each after the ones it names.</param>
/// <param name="Blobs">The configs and layers, each to be fetched on demand.</param>
internal sealed record ManifestTree(BytesBlob Root, IReadOnlyList<BytesBlob> Children, IReadOnlyList<IBlob> Blobs)
{
    private const int MaxDepth = 4;

    // Types whose bytes may lie elsewhere ("urls") and which registries need not have: Windows base layers.
    private static bool IsForeign(string mediaType) =>
        mediaType.Contains(".foreign.", StringComparison.Ordinal) || mediaType.Contains(".nondistributable.", StringComparison.Ordinal);

    public static async Task<ManifestTree> ReadAsync(RegistryClient client, string repository, string identifier, CancellationToken cancellationToken)
    {
        var root = await client.GetManifestAsync(repository, identifier, cancellationToken).ConfigureAwait(false);
        List<BytesBlob> children = [];
        List<IBlob> blobs = [];
        HashSet<Digest> seen = [root.Descriptor.Digest];
        await WalkAsync(root, 0).ConfigureAwait(false);
        return new(root, children, blobs);

        async Task WalkAsync(BytesBlob manifest, int depth)
        {
            if (depth > MaxDepth)
                throw ErrorCodes.ManifestUnsupported.Error($"The index {root.Descriptor.Digest} is nested more than {MaxDepth} deep.");
            var content = ManifestContent.Parse(manifest);
            blobs.AddRange(new[] { content.Config }.OfType<Descriptor>().Concat(content.Layers)
                .Where(descriptor => !IsForeign(descriptor.MediaType))
                .Select(descriptor => new RegistryBlob(client, repository, descriptor)));
            foreach (var entry in content.Manifests.Where(entry => seen.Add(entry.Digest)))
            {
                var child = await client.GetManifestAsync(repository, entry.Digest.ToString(), cancellationToken).ConfigureAwait(false);
                await WalkAsync(child, depth + 1).ConfigureAwait(false);
                children.Add(child);
            }
        }
    }
}
