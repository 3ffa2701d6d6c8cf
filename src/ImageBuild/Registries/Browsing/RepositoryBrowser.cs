using System.Collections.Concurrent;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;

namespace ImageBuild.Registries.Browsing;

/// <summary>Reads what is in the repositories of one registry. Each manifest and configuration is read once, however many tags lead to it.</summary>
public sealed class RepositoryBrowser(RegistryClient client)
{
    private readonly ConcurrentDictionary<(string Repository, Digest Digest), Lazy<Task<TaggedImage>>> _images = new();

    private int Parallelism => Math.Max(1, client.Options.Parallelism);

    /// <summary>The tags of a repository, in the registry's order. A tag that disappears meanwhile is left out.</summary>
    /// <exception cref="ImageBuildException">The repository does not exist, or something of it cannot be read.</exception>
    public async Task<IReadOnlyList<TaggedImage>> ReadAsync(string repository, TagDetail detail, CancellationToken cancellationToken)
    {
        var tags = await client.ListTagsAsync(repository, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        return await ReadAsync(repository, tags, detail, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is known of certain tags of a repository.</summary>
    /// <exception cref="ImageBuildException">Something cannot be read.</exception>
    public async Task<IReadOnlyList<TaggedImage>> ReadAsync(string repository, IReadOnlyList<string> tags, TagDetail detail, CancellationToken cancellationToken)
    {
        if (detail == TagDetail.Names)
            return [.. tags.Select(tag => new TaggedImage(tag))];
        var images = new TaggedImage?[tags.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, tags.Count, parallel, async (index, token) =>
        {
            if (await client.HeadManifestAsync(repository, tags[index], token).ConfigureAwait(false) is { } manifest)
                images[index] = (await DescribeAsync(repository, manifest, detail, token).ConfigureAwait(false)) with { Tag = tags[index] };
        }).ConfigureAwait(false);
        return [.. images.OfType<TaggedImage>()];
    }

    private Task<TaggedImage> DescribeAsync(string repository, Descriptor manifest, TagDetail detail, CancellationToken cancellationToken) =>
        _images.GetOrAdd((repository, manifest.Digest), _ => new(() => ReadAsync(repository, manifest, detail, cancellationToken))).Value;

    private async Task<TaggedImage> ReadAsync(string repository, Descriptor manifest, TagDetail detail, CancellationToken cancellationToken)
    {
        var image = new TaggedImage("") { Manifest = manifest };
        if (detail == TagDetail.Manifests && !MediaTypes.IsIndex(manifest.MediaType))
            return image;
        var content = ManifestContent.Read(await client.GetManifestAsync(repository, manifest.Digest.ToString(), cancellationToken).ConfigureAwait(false));
        image = image with { Children = [.. content.Manifests.Select(child => child.Digest)], Annotations = content.Annotations };
        if (detail == TagDetail.Manifests)
            return image;
        if (content.Config is { } config)
            return await WithConfigAsync(image, repository, config, cancellationToken).ConfigureAwait(false);

        foreach (var child in content.Manifests.Where(child => MediaTypes.IsManifest(child.MediaType) && child.Platform is { OperatingSystem: not ("" or "unknown") }))
            image = Joined(image, await DescribeAsync(repository, child, detail, cancellationToken).ConfigureAwait(false));
        return image;
    }

    private async Task<TaggedImage> WithConfigAsync(TaggedImage image, string repository, Descriptor config, CancellationToken cancellationToken)
    {
        // Artifacts have configurations of their own kind, which say nothing of this.
        if (config.MediaType is not (MediaTypes.OciConfig or MediaTypes.DockerConfig))
            return image;
        try
        {
            var read = ImageConfigJson.Read(await client.Store(repository).ReadSmallAsync(config, cancellationToken).ConfigureAwait(false));
            return image with { Created = read.Created, Platforms = [read.Platform], Labels = read.Labels };
        }
        catch (ImageBuildException exception) when (exception.Code == ErrorCodes.InvalidImage)
        {
            return image;
        }
    }

    private static TaggedImage Joined(TaggedImage index, TaggedImage image) => index with
    {
        Created = index.Created is { } created && (image.Created is null || created > image.Created) ? created : image.Created,
        Platforms = [.. index.Platforms, .. image.Platforms],
        Labels = Joined(index.Labels, image.Labels),
        Annotations = Joined(index.Annotations, image.Annotations),
    };

    private static Dictionary<string, string> Joined(IReadOnlyDictionary<string, string> first, IReadOnlyDictionary<string, string> second)
    {
        var joined = new Dictionary<string, string>(second);
        foreach (var (key, value) in first)
            joined[key] = value;
        return joined;
    }
}
