using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;

namespace ImageBuild.Layouts;

/// <summary>An OCI image layout: a folder with blobs by digest and an index of what is in it.</summary>
/// <remarks>
/// OCI image-spec, image-layout.md. Blobs come first, index.json last, each whole or absent; so a layout that was being
/// written when the process died is the old one. Several processes may add images at once: <see cref="LayoutLock"/>.
/// </remarks>
public sealed class OciLayout(string folder) : IImageStore
{
    /// <summary>How many blobs are written at once: enough to keep a registry they come from busy.</summary>
    private const int Parallelism = 4;

    /// <summary>The folder as an absolute path.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    private string IndexPath => Path.Combine(Folder, "index.json");

    /// <summary>Adds an image under its tags. Other images stay; a tag that was there moves.</summary>
    /// <returns>The digests of the blobs that were not there before.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CannotWrite"/>, <see cref="ErrorCodes.DigestMismatch"/>, <see cref="ErrorCodes.LayoutTagTaken"/>.</exception>
    public Task<IReadOnlySet<Digest>> WriteAsync(Image image, string repository, IReadOnlyList<string> tags, CancellationToken cancellationToken) =>
        WriteAsync(ManifestTree.Of(image), [.. tags.Select(tag => LayoutName.Local(repository, tag))], cancellationToken);

    /// <summary>Adds an index with all its images under its tags.</summary>
    /// <returns>The digests of the blobs that were not there before.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CannotWrite"/>, <see cref="ErrorCodes.DigestMismatch"/>, <see cref="ErrorCodes.LayoutTagTaken"/>.</exception>
    public Task<IReadOnlySet<Digest>> WriteAsync(ImageIndex index, string repository, IReadOnlyList<string> tags, CancellationToken cancellationToken) =>
        WriteAsync(ManifestTree.Of(index), [.. tags.Select(tag => LayoutName.Local(repository, tag))], cancellationToken);

    /// <summary>Adds a manifest with everything below it and attached to it.</summary>
    /// <param name="tree">What to add. A blob that is there is not opened.</param>
    /// <param name="names">What to call it; empty for no name.</param>
    /// <param name="cancellationToken">Stops; what was written by then stays, and no name leads to it.</param>
    /// <returns>The digests of the blobs that were not there before.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CannotWrite"/>, <see cref="ErrorCodes.DigestMismatch"/>, <see cref="ErrorCodes.LayoutTagTaken"/>.</exception>
    public async Task<IReadOnlySet<Digest>> WriteAsync(ManifestTree tree, IReadOnlyList<LayoutName> names, CancellationToken cancellationToken)
    {
        IReadOnlyList<Descriptor> added = [.. LayoutIndex.Entries(tree.Entry, names), .. LayoutIndex.EntriesOfAttached(tree)];
        _ = LayoutIndex.Add(ReadIndex(), added, Folder); // refuses before anything is written

        var written = new HashSet<Digest>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(tree.Everything, parallel, async (blob, token) =>
        {
            if (!await WriteBlobAsync(blob, token).ConfigureAwait(false))
                return;
            lock (written)
                written.Add(blob.Descriptor.Digest);
        }).ConfigureAwait(false);

        using (await LayoutLock.AcquireAsync(Folder, cancellationToken).ConfigureAwait(false))
        {
            var index = ManifestJson.WriteIndex(ImageFormat.Oci, LayoutIndex.Add(ReadIndex(), added, Folder));
            await AtomicFile.WriteAsync(IndexPath, index, cancellationToken).ConfigureAwait(false);
        }

        return written;
    }

    /// <summary>What index.json names. Empty where there is no layout yet.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidImage"/>.</exception>
    public IReadOnlyList<Descriptor> ReadIndex() =>
        File.Exists(IndexPath) ? ManifestContent.Read(new BytesBlob(MediaTypes.OciIndex, File.ReadAllBytes(IndexPath))).Manifests : [];

    /// <summary>Finds an entry by tag, full name or digest; without any of them the layout must hold exactly one image.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.NotInLayout"/>.</exception>
    public Descriptor Find(string? name) => LayoutIndex.Find(ReadIndex(), name, Folder);

    /// <summary>The blob a descriptor names.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.NotInLayout"/>.</exception>
    public IBlob Blob(Descriptor descriptor)
    {
        var path = PathOf(descriptor.Digest);
        return File.Exists(path) && new FileInfo(path).Length == descriptor.Size
            ? new FileBlob(path, descriptor)
            : throw ErrorCodes.NotInLayout.Error($"'{Folder}' lacks the blob {descriptor.Digest} of {descriptor.Size} bytes.");
    }

    /// <inheritdoc />
    public Task<BytesBlob> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken) => Task.FromResult(ReadBytes(descriptor));

    /// <inheritdoc />
    public Task<IReadOnlyList<Descriptor>> ListAttachedAsync(Digest subject, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Descriptor>>([.. ReadIndex().Where(entry => entry.ArtifactType is not null && ManifestContent.Read(ReadBytes(entry)).Subject?.Digest == subject)]);

    /// <summary>Deletes blobs that no entry of index.json leads to. Only for a layout nobody else writes to.</summary>
    /// <returns>
    /// Whether that was possible. Nothing is deleted while an entry cannot be read: nobody knows which blobs it needs, and the image
    /// that was just written is whole either way.
    /// </returns>
    public bool Prune()
    {
        try
        {
            // Nothing waits here: a layout answers at once.
            var used = ReadIndex()
                .SelectMany(entry => ManifestTree.ReadAsync(this, ReadBytes(entry), CancellationToken.None).GetAwaiter().GetResult().Everything)
                .Select(blob => blob.Descriptor.Digest.Hex)
                .ToHashSet(StringComparer.Ordinal);
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Folder, "blobs", "sha256")).Where(file => !used.Contains(Path.GetFileName(file))))
                File.Delete(file);
            return true;
        }
        catch (Exception exception) when (exception is ImageBuildException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private BytesBlob ReadBytes(Descriptor descriptor)
    {
        _ = Blob(descriptor);
        var blob = new BytesBlob(descriptor.MediaType, File.ReadAllBytes(PathOf(descriptor.Digest)));
        return blob.Descriptor.Digest == descriptor.Digest
            ? blob
            : throw ErrorCodes.DigestMismatch.Error($"The blob {descriptor.Digest} in '{Folder}' hashes to {blob.Descriptor.Digest}.");
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
