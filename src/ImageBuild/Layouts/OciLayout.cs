using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;

namespace ImageBuild.Layouts;

/// <summary>An OCI image layout: a folder with blobs by digest and an index of what is in it.</summary>
/// <remarks>
/// OCI image-spec, image-layout.md. Blobs come first, index.json last, each whole or absent; so a layout that was being
/// written when the process died is the old one. Several processes may add images at once: <see cref="LayoutLock"/>.
/// </remarks>
public sealed class OciLayout(string folder)
{
    private const string ReferenceName = "org.opencontainers.image.ref.name";

    /// <summary>What containerd, Docker and podman call the image when they load it.</summary>
    private const string LoadName = "io.containerd.image.name";

    /// <summary>The folder as an absolute path.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    private string IndexPath => Path.Combine(Folder, "index.json");

    /// <summary>Adds an image under its tags. Other images stay; a tag that was there moves.</summary>
    /// <returns>The digests of the blobs that were not there before.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CannotWrite"/>, <see cref="ErrorCodes.DigestMismatch"/>, <see cref="ErrorCodes.LayoutTagTaken"/>.</exception>
    public Task<IReadOnlySet<Digest>> WriteAsync(Image image, string repository, IReadOnlyList<string> tags, CancellationToken cancellationToken) =>
        WriteAsync(image.Manifest.Descriptor with { Platform = image.Platform }, [.. image.Blobs, image.Manifest], repository, tags, cancellationToken);

    /// <summary>Adds an index with all its images under its tags.</summary>
    /// <returns>The digests of the blobs that were not there before.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CannotWrite"/>, <see cref="ErrorCodes.DigestMismatch"/>, <see cref="ErrorCodes.LayoutTagTaken"/>.</exception>
    public Task<IReadOnlySet<Digest>> WriteAsync(ImageIndex index, string repository, IReadOnlyList<string> tags, CancellationToken cancellationToken) =>
        WriteAsync(
            index.Manifest.Descriptor,
            [.. index.Images.SelectMany(image => image.Blobs.Append(image.Manifest)), index.Manifest],
            repository,
            tags,
            cancellationToken);

    /// <summary>What index.json names. Empty where there is no layout yet.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidImage"/>.</exception>
    public IReadOnlyList<Descriptor> ReadIndex() =>
        File.Exists(IndexPath) ? ManifestContent.Read(new BytesBlob(MediaTypes.OciIndex, File.ReadAllBytes(IndexPath))).Manifests : [];

    /// <summary>Finds an entry by name; without a name the layout must hold exactly one digest.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.NotInLayout"/>.</exception>
    public Descriptor Find(string? name)
    {
        var entries = ReadIndex();
        if (entries.Count == 0)
            throw ErrorCodes.NotInLayout.Error($"'{Folder}' is not an OCI layout, or an empty one.");
        if (name is null)
        {
            return entries.DistinctBy(entry => entry.Digest).ToList() is [var only]
                ? only
                : throw ErrorCodes.NotInLayout.Error($"'{Folder}' holds several images: {string.Join(", ", NamesIn(entries))}.");
        }

        return entries.FirstOrDefault(entry => NameOf(entry) == name)
            ?? throw ErrorCodes.NotInLayout.Error($"'{Folder}' holds no image named '{name}', only: {string.Join(", ", NamesIn(entries))}.");
    }

    /// <summary>The blob a descriptor names.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.NotInLayout"/>.</exception>
    public IBlob Blob(Descriptor descriptor)
    {
        var path = PathOf(descriptor.Digest);
        return File.Exists(path) && new FileInfo(path).Length == descriptor.Size
            ? new FileBlob(path, descriptor)
            : throw ErrorCodes.NotInLayout.Error($"'{Folder}' lacks the blob {descriptor.Digest} of {descriptor.Size} bytes.");
    }

    /// <summary>The image a manifest descriptor names.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.NotInLayout"/>, <see cref="ErrorCodes.DigestMismatch"/>, <see cref="ErrorCodes.InvalidImage"/>.</exception>
    public Image ReadImage(Descriptor descriptor)
    {
        var manifest = ReadBytes(descriptor);
        var content = ManifestContent.Read(manifest);
        var config = ReadBytes(content.Config ?? throw ErrorCodes.InvalidImage.Error($"The manifest {descriptor.Digest} in '{Folder}' is not that of an image."));
        return new Image(manifest, config, [.. content.Layers.Select(Blob)], descriptor.Platform ?? ImageConfigJson.ReadPlatform(config.Bytes.Span));
    }

    /// <summary>The index a descriptor names, with its images.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.NotInLayout"/>, <see cref="ErrorCodes.DigestMismatch"/>, <see cref="ErrorCodes.InvalidImage"/>.</exception>
    public ImageIndex ReadImageIndex(Descriptor descriptor)
    {
        var manifest = ReadBytes(descriptor);
        return new ImageIndex(manifest, [.. ManifestContent.Read(manifest).Manifests.Select(ReadImage)]);
    }

    /// <summary>Deletes blobs that no entry of index.json leads to. Only for a layout nobody else writes to.</summary>
    /// <returns>
    /// Whether that was possible. Nothing is deleted while an entry cannot be read: nobody knows which blobs it needs, and the image
    /// that was just written is whole either way.
    /// </returns>
    public bool Prune()
    {
        try
        {
            var used = new HashSet<string>(StringComparer.Ordinal);
            foreach (var entry in ReadIndex())
            {
                foreach (var image in MediaTypes.IsIndex(entry.MediaType) ? ReadImageIndex(entry).Images : [ReadImage(entry)])
                    used.UnionWith(image.Blobs.Select(blob => blob.Descriptor.Digest.Hex).Append(image.Digest.Hex));
                used.Add(entry.Digest.Hex);
            }

            foreach (var file in Directory.EnumerateFiles(Path.Combine(Folder, "blobs", "sha256")).Where(file => !used.Contains(Path.GetFileName(file))))
                File.Delete(file);
            return true;
        }
        catch (Exception exception) when (exception is ImageBuildException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string? NameOf(Descriptor entry) =>
        entry.Annotations is { } annotations && annotations.TryGetValue(ReferenceName, out var name) ? name : null;

    /// <summary>Whether an entry is another repository's, so that giving its tag to ours would lose an image.</summary>
    private static bool IsTakenFrom(Descriptor other, IReadOnlyList<Descriptor> named) =>
        other.Annotations!.TryGetValue(LoadName, out var loadName) && named.All(entry => entry.Annotations![LoadName] != loadName);

    private static IEnumerable<string> NamesIn(IEnumerable<Descriptor> entries) => entries.Select(entry => NameOf(entry) ?? entry.Digest.ToString());

    private BytesBlob ReadBytes(Descriptor descriptor)
    {
        _ = Blob(descriptor);
        var blob = new BytesBlob(descriptor.MediaType, File.ReadAllBytes(PathOf(descriptor.Digest)));
        return blob.Descriptor.Digest == descriptor.Digest
            ? blob
            : throw ErrorCodes.DigestMismatch.Error($"The blob {descriptor.Digest} in '{Folder}' hashes to {blob.Descriptor.Digest}.");
    }

    private async Task<IReadOnlySet<Digest>> WriteAsync(
        Descriptor entry, IReadOnlyList<IBlob> blobs, string repository, IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        var named = tags.Select(tag => entry with
        {
            Annotations = new Dictionary<string, string> { [ReferenceName] = tag, [LoadName] = $"localhost/{repository}:{tag}" },
        }).ToList();
        _ = EntriesWith(named); // refuses before anything is written

        var written = new HashSet<Digest>();
        foreach (var blob in blobs.DistinctBy(blob => blob.Descriptor.Digest))
        {
            if (await WriteBlobAsync(blob, cancellationToken).ConfigureAwait(false))
                written.Add(blob.Descriptor.Digest);
        }

        using (await LayoutLock.AcquireAsync(Folder, cancellationToken).ConfigureAwait(false))
            await AtomicFile.WriteAsync(IndexPath, ManifestJson.WriteIndex(ImageFormat.Oci, EntriesWith(named)), cancellationToken).ConfigureAwait(false);
        return written;
    }

    /// <summary>What the index says, with these entries in place of those with their tags.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.LayoutTagTaken"/>.</exception>
    private IEnumerable<Descriptor> EntriesWith(IReadOnlyList<Descriptor> named)
    {
        var tags = named.Select(NameOf).ToHashSet();
        var present = ReadIndex().ToLookup(other => NameOf(other) is { } name && tags.Contains(name));
        if (present[true].FirstOrDefault(other => IsTakenFrom(other, named)) is { } taken)
            throw ErrorCodes.LayoutTagTaken.Error($"'{Folder}' has the tag '{NameOf(taken)}' for {taken.Annotations![LoadName]}.");
        return present[false].Concat(named);
    }

    private async Task<bool> WriteBlobAsync(IBlob blob, CancellationToken cancellationToken)
    {
        var (digest, size) = (blob.Descriptor.Digest, blob.Descriptor.Size);
        var file = new FileInfo(PathOf(digest));
        if (file.Exists && file.Length == size)
            return false;
        await AtomicFile.WriteAsync(
            file.FullName,
            async (output, token) =>
            {
                var input = await blob.OpenAsync(token).ConfigureAwait(false);
                await using (input.ConfigureAwait(false))
                    await VerifiedCopy.CopyAsync(input, output, blob.Descriptor, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        return true;
    }

    private string PathOf(Digest digest) => Path.Combine(Folder, "blobs", "sha256", digest.Hex);
}
