using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Images;

/// <summary>Everything below a manifest or index, and what is attached to it: what has to travel to have it whole.</summary>
/// <param name="Root">Where it starts; what a tag leads to.</param>
/// <param name="Children">The manifests below, each after the ones it names.</param>
/// <param name="Blobs">The configs and layers, in the order of first mention; one may be mentioned several times.</param>
public sealed record ManifestTree(BytesBlob Root, IReadOnlyList<BytesBlob> Children, IReadOnlyList<IBlob> Blobs)
{
    private const int MaxDepth = 4;

    /// <summary>Signatures, SBOMs and the like that name the root or one of the children as their subject.</summary>
    public IReadOnlyList<ManifestTree> Attached { get; init; } = [];

    /// <summary>What a single image runs on; null where nobody said, and for an index.</summary>
    public Platform? Platform { get; init; }

    /// <summary>The root as an index names it.</summary>
    public Descriptor Entry => Root.Descriptor with { Platform = Platform };

    /// <summary>Blobs, manifests and all of what is attached, each once.</summary>
    public IEnumerable<IBlob> Everything =>
        Blobs.Concat(Children).Append(Root).Concat(Attached.SelectMany(attached => attached.Everything)).DistinctBy(blob => blob.Descriptor.Digest);

    /// <summary>The tree of one image.</summary>
    public static ManifestTree Of(Image image) => new(image.Manifest, [], [.. image.Blobs]) { Platform = image.Platform };

    /// <summary>The tree of an index and its images.</summary>
    public static ManifestTree Of(ImageIndex index) => new(
        index.Manifest,
        [.. index.Images.Select(image => image.Manifest).DistinctBy(manifest => manifest.Descriptor.Digest)],
        [.. index.Images.SelectMany(image => image.Blobs)]);

    /// <summary>The image of one platform; the tree itself where it is no index.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.OnePlatformOnly"/>: the index has no such image.</exception>
    public ManifestTree ForPlatform(Platform platform)
    {
        var entries = ManifestContent.Read(Root);
        if (entries.Config is not null)
            return this;
        var entry = entries.Manifests.FirstOrDefault(entry => entry.Platform is { } other && other.Satisfies(platform))
            ?? throw ErrorCodes.OnePlatformOnly.Error($"The index {Root.Descriptor.Digest} has no image for {platform}.");
        var manifest = Children.First(child => child.Descriptor.Digest == entry.Digest);
        var named = ManifestContent.Read(manifest).Blobs.Select(blob => blob.Digest).ToList();
        return new(manifest, [], [.. named.Select(digest => Blobs.First(blob => blob.Descriptor.Digest == digest))]) { Platform = entry.Platform };
    }

    /// <summary>Reads the tree below a manifest or index. Manifests are read now, blobs when they are opened.</summary>
    /// <exception cref="ImageBuildException">A manifest is missing, damaged, or nested too deep.</exception>
    public static async Task<ManifestTree> ReadAsync(IImageStore store, BytesBlob root, CancellationToken cancellationToken)
    {
        List<BytesBlob> children = [];
        List<IBlob> blobs = [];
        HashSet<Digest> seen = [root.Descriptor.Digest];
        await WalkAsync(root, 0).ConfigureAwait(false);
        return new(root, children, blobs);

        async Task WalkAsync(BytesBlob manifest, int depth)
        {
            if (depth > MaxDepth)
                throw ErrorCodes.ManifestUnsupported.Error($"The index {root.Descriptor.Digest} is nested more than {MaxDepth} deep.");
            var content = ManifestContent.Read(manifest);
            blobs.AddRange(content.Blobs.Where(descriptor => !IsForeign(descriptor.MediaType)).Select(store.Blob));
            foreach (var entry in content.Manifests.Where(entry => seen.Add(entry.Digest)))
            {
                var child = await store.ReadManifestAsync(entry, cancellationToken).ConfigureAwait(false);
                await WalkAsync(child, depth + 1).ConfigureAwait(false);
                children.Add(child);
            }
        }
    }

    /// <summary>The same tree with everything that is attached to its manifests, and to that in turn.</summary>
    /// <exception cref="ImageBuildException">The place does not say what is attached, or something of it is missing.</exception>
    public Task<ManifestTree> WithAttachedAsync(IImageStore store, CancellationToken cancellationToken) => WithAttachedAsync(store, 0, cancellationToken);

    private async Task<ManifestTree> WithAttachedAsync(IImageStore store, int depth, CancellationToken cancellationToken)
    {
        if (depth == MaxDepth)
            return this;
        List<ManifestTree> attached = [];
        foreach (var subject in Children.Append(Root))
        {
            foreach (var entry in await store.ListAttachedAsync(subject.Descriptor.Digest, cancellationToken).ConfigureAwait(false))
            {
                var tree = await ReadAsync(store, await store.ReadManifestAsync(entry, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                attached.Add(await tree.WithAttachedAsync(store, depth + 1, cancellationToken).ConfigureAwait(false));
            }
        }

        return this with { Attached = attached };
    }

    // Types whose bytes may lie elsewhere ("urls") and which registries need not have: Windows base layers.
    private static bool IsForeign(string mediaType) =>
        mediaType.Contains(".foreign.", StringComparison.Ordinal) || mediaType.Contains(".nondistributable.", StringComparison.Ordinal);
}
