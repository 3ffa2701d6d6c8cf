using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Layouts;
using ImageBuild.Registries;

namespace ImageBuild.Transfers;

/// <summary>An image that was found: its manifest or index is read, the rest is read when it is needed.</summary>
/// <param name="Location">Where it is.</param>
/// <param name="Root">The manifest or index.</param>
/// <param name="Store">Where what is below it lies.</param>
/// <param name="Names">What it is called; empty where nobody said.</param>
public sealed record TransferSource(ImageLocation Location, BytesBlob Root, IImageStore Store, IReadOnlyList<LayoutName> Names)
{
    /// <summary>The one platform that was chosen; null where none was.</summary>
    public Platform? Platform { get; private init; }

    /// <summary>The reference that never changes its meaning.</summary>
    public string DigestReference => Location.WithDigest(Root.Descriptor.Digest).ToString();

    /// <summary>Finds an image.</summary>
    /// <param name="location">Where to look.</param>
    /// <param name="registries">The registries' clients.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ImageBuildException">It is not there, damaged, or out of reach.</exception>
    public static async Task<TransferSource> OpenAsync(ImageLocation location, RegistryClients registries, CancellationToken cancellationToken)
    {
        switch (location)
        {
            case ImageLocation.InRegistry { Reference: var reference }:
                var client = registries.For(reference);
                var manifest = await client.GetManifestAsync(reference.Repository, reference.Identifier, cancellationToken).ConfigureAwait(false);
                var tag = reference.Tag ?? (reference.Digest is null ? ImageReference.DefaultTag : null);
                return new(location, manifest, client.Store(reference.Repository), tag is null ? [] : [new LayoutName(tag, reference.WithTag(tag).ToString())]);
            case ImageLocation.InLayout layout:
                var folder = new OciLayout(layout.Folder);
                return await OpenAsync(location, folder, folder.Find(layout.Name), cancellationToken).ConfigureAwait(false);
            case ImageLocation.InOciArchive archive:
                var file = OciArchive.Open(archive.File);
                return await OpenAsync(location, file, file.Find(archive.Name), cancellationToken).ConfigureAwait(false);
            case ImageLocation.InDockerArchive docker:
                var saved = DockerArchive.Open(docker.File);
                var (root, names) = await saved.ReadRootAsync(docker.Name, cancellationToken).ConfigureAwait(false);
                // A name was asked for, or there is only one image: the first name is the one that is meant.
                return new(location, root, saved, [.. names.Take(1).Select(NameOf)]);
            default:
                throw new InvalidOperationException($"There is no reading from {location}.");
        }
    }

    /// <summary>The image of one platform: an entry of the index, or the image itself where it is for that platform.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.ManifestMissing"/>: there is none; the message names those that are there.</exception>
    public async Task<TransferSource> ForPlatformAsync(Platform platform, CancellationToken cancellationToken)
    {
        var content = ManifestContent.Read(Root);
        if (content.Config is { } config)
        {
            var own = ImageConfigJson.ReadPlatform(await Store.ReadSmallAsync(config, cancellationToken).ConfigureAwait(false));
            return own.Satisfies(platform) ? this with { Platform = own } : throw Missing(platform, [own]);
        }

        var images = content.Images.ToList();
        var chosen = images.FirstOrDefault(entry => entry.Platform!.Satisfies(platform)) ?? throw Missing(platform, images.Select(entry => entry.Platform!));
        return this with { Root = await Store.ReadManifestAsync(chosen, cancellationToken).ConfigureAwait(false), Platform = chosen.Platform };
    }

    /// <summary>Everything below the manifest, and what is attached to it where that is wanted.</summary>
    /// <exception cref="ImageBuildException">Something is missing or damaged.</exception>
    public async Task<ManifestTree> ReadTreeAsync(bool attached, CancellationToken cancellationToken)
    {
        var tree = await ManifestTree.ReadAsync(Store, Root, cancellationToken).ConfigureAwait(false) with { Platform = Platform };
        return attached ? await tree.WithAttachedAsync(Store, cancellationToken).ConfigureAwait(false) : tree;
    }

    private static async Task<TransferSource> OpenAsync(ImageLocation location, IImageStore store, Descriptor entry, CancellationToken cancellationToken) =>
        new(location, await store.ReadManifestAsync(entry, cancellationToken).ConfigureAwait(false), store, LayoutIndex.NameOf(entry) is { } name ? [name] : []) { Platform = entry.Platform };

    private static LayoutName NameOf(string name) =>
        new(ImageReference.TryParse(name, out var reference) && reference.Tag is { } tag ? tag : ImageReference.DefaultTag, name);

    private ImageBuildException Missing(Platform wanted, IEnumerable<Platform> present) => ErrorCodes.ManifestMissing.Error(
        $"'{Location}' has no image for {wanted}; it has {string.Join(", ", present)}.", "Name one of the platforms that are there, or none for all.");
}
