using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;

namespace ImageBuild.Layouts;

/// <summary>What `docker save` writes and `docker load` reads: a tar archive with images of one platform each.</summary>
/// <remarks>
/// The format has no manifests, only configurations and layers. So an archive written here is an OCI layout as well, as those of
/// Docker 25 and later are: who loads it finds manifest.json, and who brings it to a registry finds the very manifest, so the digest
/// stays. For an archive without one, a manifest is made of what lies in it, with layers that are packed if they are not. Layers are
/// written packed, too: docker, podman and skopeo unpack by the first bytes.
/// </remarks>
public sealed class DockerArchive : IImageStore
{
    private const string ContentsFile = "manifest.json";
    private const int MaxDocument = 16 * 1024 * 1024;

    private readonly ArchiveIndex _archive;
    private readonly ArchivedLayout? _layout;
    private readonly Dictionary<Digest, IBlob> _made = [];

    private DockerArchive(ArchiveIndex archive)
    {
        _archive = archive;
        _layout = ArchivedLayout.IsIn(archive) ? new ArchivedLayout(archive) : null;
    }

    /// <summary>Opens an archive. Only its table of contents is read.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.ArchiveUnreadable"/>, <see cref="ErrorCodes.NotInLayout"/>.</exception>
    public static DockerArchive Open(string file)
    {
        var archive = ArchiveIndex.Read(file);
        return archive.Contains(ContentsFile)
            ? new DockerArchive(archive)
            : throw ErrorCodes.NotInLayout.Error($"'{archive.Path}' is not a Docker archive.", "Write oci-archive: for an OCI layout in a tar file.");
    }

    /// <summary>Writes an archive with one image. A file that was there is replaced.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="tree">A single image; the format knows no others.</param>
    /// <param name="names">What to call it; empty for no name. Names without a full one are left out of what `docker load` shows.</param>
    /// <param name="cancellationToken">Stops; a file that was there stays.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.OnePlatformOnly"/>, <see cref="ErrorCodes.CannotWrite"/>, <see cref="ErrorCodes.DigestMismatch"/>.</exception>
    public static Task WriteAsync(string file, ManifestTree tree, IReadOnlyList<LayoutName> names, CancellationToken cancellationToken)
    {
        var (entries, contents) = Describe(tree, names);
        return ArchiveWriter.WriteAsync(file, entries, tree.Everything, contents, cancellationToken);
    }

    /// <summary>The same into a stream.</summary>
    internal static Task WriteAsync(Stream output, ManifestTree tree, IReadOnlyList<LayoutName> names, CancellationToken cancellationToken)
    {
        var (entries, contents) = Describe(tree, names);
        return ArchiveWriter.WriteAsync(output, entries, tree.Everything, contents, cancellationToken);
    }

    private static (IReadOnlyList<Descriptor> Entries, IReadOnlyList<(string Name, byte[] Bytes)> Documents) Describe(ManifestTree tree, IReadOnlyList<LayoutName> names)
    {
        if (ManifestContent.Read(tree.Root) is not { Config: { } config } content)
            throw ErrorCodes.OnePlatformOnly.Error($"{tree.Root.Descriptor.Digest} is an index of several platforms, and a Docker archive holds images of one.");
        var contents = new DockerArchiveImage(
            PathOf(config.Digest), [.. names.Select(name => name.EngineName).OfType<string>().Distinct(StringComparer.Ordinal)], [.. content.Layers.Select(layer => PathOf(layer.Digest))]);
        return ([.. LayoutIndex.Entries(tree.Entry, names), .. LayoutIndex.EntriesOfAttached(tree)], [(ContentsFile, DockerArchiveImage.Write(contents))]);
    }

    /// <summary>The manifest of an image: the one in the archive, else one that is made of its configuration and layers.</summary>
    /// <param name="name">The image's name, "repository:tag" or with the registry before it, or its digest; null where the archive holds exactly one.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The manifest, and what the image is called; no name where nobody said.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.NotInLayout"/>, <see cref="ErrorCodes.InvalidImage"/>.</exception>
    public async Task<(BytesBlob Root, IReadOnlyList<string> Names)> ReadRootAsync(string? name, CancellationToken cancellationToken)
    {
        var images = DockerArchiveImage.Read(_archive.ReadAll(ContentsFile, MaxDocument), _archive.Path);
        if (!Digest.TryParse(name, out var digest))
        {
            var image = Find(images, name);
            return (await ReadRootAsync(image, cancellationToken).ConfigureAwait(false), image.Names);
        }

        foreach (var image in images)
        {
            var root = await ReadRootAsync(image, cancellationToken).ConfigureAwait(false);
            if (root.Descriptor.Digest == digest)
                return (root, image.Names);
        }

        throw ErrorCodes.NotInLayout.Error($"'{_archive.Path}' holds no image {digest}, only: {Names(images)}.");
    }

    /// <inheritdoc />
    public Task<BytesBlob> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken) =>
        _layout?.ReadManifestAsync(descriptor, cancellationToken) ?? throw ErrorCodes.NotInLayout.Error($"'{_archive.Path}' lacks the manifest {descriptor.Digest}.");

    /// <inheritdoc />
    public IBlob Blob(Descriptor descriptor) => _made.GetValueOrDefault(descriptor.Digest) ?? _archive.Blob(PathOf(descriptor.Digest), descriptor);

    /// <inheritdoc />
    public Task<IReadOnlyList<Descriptor>> ListAttachedAsync(Digest subject, CancellationToken cancellationToken) =>
        _layout?.ListAttachedAsync(subject, cancellationToken) ?? Task.FromResult<IReadOnlyList<Descriptor>>([]);

    private async Task<BytesBlob> ReadRootAsync(DockerArchiveImage image, CancellationToken cancellationToken)
    {
        var config = new BytesBlob(MediaTypes.OciConfig, _archive.ReadAll(image.Config, MaxDocument));
        return Stored(config.Descriptor.Digest) ?? await MakeAsync(image, config, cancellationToken).ConfigureAwait(false);
    }

    private static string PathOf(Digest digest) => $"blobs/sha256/{digest.Hex}";

    private DockerArchiveImage Find(IReadOnlyList<DockerArchiveImage> images, string? name)
    {
        var found = images.Where(image => name is null || image.Names.Any(other => other == name || other.EndsWith("/" + name, StringComparison.Ordinal))).ToList();
        return found switch
        {
            [var only] => only,
            [] => throw ErrorCodes.NotInLayout.Error($"'{_archive.Path}' holds no image named '{name}', only: {Names(images)}."),
            _ => throw ErrorCodes.NotInLayout.Error($"'{_archive.Path}' holds several images{(name is null ? "" : $" named '{name}'")}: {Names(found)}."),
        };
    }

    private static string Names(IEnumerable<DockerArchiveImage> images) => string.Join(", ", images.Select(image => image.Names.Count > 0 ? image.Names[0] : image.Config));

    /// <summary>The manifest with this configuration that lies in the archive with everything it names; null for none.</summary>
    /// <remarks>Docker writes an index there whose other platforms are missing, so each manifest is looked at by itself.</remarks>
    private BytesBlob? Stored(Digest config)
    {
        if (_layout is null)
            return null;
        return Manifests(_layout.ReadIndex(), 0).FirstOrDefault(manifest =>
            ManifestContent.Read(manifest) is { Config: { } own } content && own.Digest == config && content.Layers.All(layer => _layout.Has(layer.Digest)));

        IEnumerable<BytesBlob> Manifests(IEnumerable<Descriptor> entries, int depth) => depth > 2 ? [] : entries
            .Where(entry => (MediaTypes.IsIndex(entry.MediaType) || MediaTypes.IsManifest(entry.MediaType)) && _layout.Has(entry.Digest))
            .Select(_layout.ReadManifest)
            .SelectMany(manifest => Manifests(ManifestContent.Read(manifest).Manifests, depth + 1).Prepend(manifest));
    }

    private async Task<BytesBlob> MakeAsync(DockerArchiveImage image, BytesBlob config, CancellationToken cancellationToken)
    {
        var diffIds = ImageConfigJson.Read(config.Bytes.Span).DiffIds;
        if (diffIds.Count != image.Layers.Count)
            throw ErrorCodes.InvalidImage.Error($"An image in '{_archive.Path}' has {image.Layers.Count} layers, but its configuration names {diffIds.Count}.");
        _made[config.Descriptor.Digest] = config;
        List<Descriptor> layers = [];
        foreach (var (file, diffId) in image.Layers.Zip(diffIds))
        {
            var layer = await LayerAsync(file, diffId, cancellationToken).ConfigureAwait(false);
            _made[layer.Descriptor.Digest] = layer;
            layers.Add(layer.Descriptor);
        }

        return new BytesBlob(MediaTypes.OciManifest, ManifestJson.WriteManifest(ImageFormat.Oci, config.Descriptor, layers));
    }

    /// <summary>An unpacked layer hashes to its diffID and is packed; a packed one has to be read to know its digest.</summary>
    private async Task<IBlob> LayerAsync(string file, Digest diffId, CancellationToken cancellationToken)
    {
        var size = _archive.SizeOf(file) ?? throw ErrorCodes.NotInLayout.Error($"'{_archive.Path}' lacks the layer '{file}'.");
        var type = _archive.ReadStart(file, 4) switch
        {
            [0x1F, 0x8B, ..] => MediaTypes.OciLayerGzip,
            [0x28, 0xB5, 0x2F, 0xFD] => MediaTypes.OciLayerZstd,
            _ => MediaTypes.OciLayer,
        };
        var lying = _archive.Blob(file, new Descriptor(type, diffId, size));
        if (type == MediaTypes.OciLayer)
            return await PackedBlob.CreateAsync(lying, cancellationToken).ConfigureAwait(false);
        var stream = await lying.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
            return _archive.Blob(file, new Descriptor(type, await Digest.OfAsync(stream, cancellationToken).ConfigureAwait(false), size));
    }
}
