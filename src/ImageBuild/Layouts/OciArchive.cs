using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;

namespace ImageBuild.Layouts;

/// <summary>An OCI layout as one file: what podman, skopeo and containerd call an OCI archive.</summary>
public sealed class OciArchive : IImageStore
{
    private readonly ArchiveIndex _archive;
    private readonly ArchivedLayout _layout;

    private OciArchive(ArchiveIndex archive) => (_archive, _layout) = (archive, new ArchivedLayout(archive));

    /// <summary>Opens an archive. Only its table of contents is read.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.ArchiveUnreadable"/>, <see cref="ErrorCodes.NotInLayout"/>.</exception>
    public static OciArchive Open(string file)
    {
        var archive = ArchiveIndex.Read(file);
        return ArchivedLayout.IsIn(archive)
            ? new OciArchive(archive)
            : throw ErrorCodes.NotInLayout.Error($"'{archive.Path}' is not an OCI archive.", "Write docker-archive: for what 'docker save' made.");
    }

    /// <summary>Writes an archive with one image, or with an index and its images. A file that was there is replaced.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="tree">What.</param>
    /// <param name="names">What to call it; empty for no name.</param>
    /// <param name="cancellationToken">Stops; a file that was there stays.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CannotWrite"/>, <see cref="ErrorCodes.DigestMismatch"/>.</exception>
    public static Task WriteAsync(string file, ManifestTree tree, IReadOnlyList<LayoutName> names, CancellationToken cancellationToken) =>
        ArchiveWriter.WriteAsync(file, [.. LayoutIndex.Entries(tree.Entry, names), .. LayoutIndex.EntriesOfAttached(tree)], tree.Everything, [], cancellationToken);

    /// <summary>What the archive holds.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidImage"/>.</exception>
    public IReadOnlyList<Descriptor> ReadIndex() => _layout.ReadIndex();

    /// <summary>Finds an entry by tag, full name or digest; without any of them the archive must hold exactly one image.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.NotInLayout"/>.</exception>
    public Descriptor Find(string? name) => LayoutIndex.Find(_layout.ReadIndex(), name, _archive.Path);

    /// <inheritdoc />
    public Task<BytesBlob> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken) => _layout.ReadManifestAsync(descriptor, cancellationToken);

    /// <inheritdoc />
    public IBlob Blob(Descriptor descriptor) => _layout.Blob(descriptor);

    /// <inheritdoc />
    public Task<IReadOnlyList<Descriptor>> ListAttachedAsync(Digest subject, CancellationToken cancellationToken) => _layout.ListAttachedAsync(subject, cancellationToken);
}
