using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;

namespace ImageBuild.Layouts;

/// <summary>An OCI layout within a tar archive, read where it lies.</summary>
internal sealed class ArchivedLayout(ArchiveIndex archive) : IImageStore
{
    private const string IndexFile = "index.json";
    private const int MaxDocument = 8 * 1024 * 1024;

    /// <summary>Whether the archive holds a layout at all.</summary>
    public static bool IsIn(ArchiveIndex archive) => archive.Contains("oci-layout") && archive.Contains(IndexFile);

    /// <summary>What index.json names.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidImage"/>, <see cref="ErrorCodes.NotInLayout"/>.</exception>
    public IReadOnlyList<Descriptor> ReadIndex() => ManifestContent.Read(new BytesBlob(MediaTypes.OciIndex, archive.ReadAll(IndexFile, MaxDocument))).Manifests;

    /// <inheritdoc />
    public Task<BytesBlob> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken) => Task.FromResult(ReadManifest(descriptor));

    public BytesBlob ReadManifest(Descriptor descriptor)
    {
        var manifest = new BytesBlob(descriptor.MediaType, archive.ReadAll(PathOf(descriptor.Digest), MaxDocument));
        return manifest.Descriptor.Digest == descriptor.Digest
            ? manifest
            : throw ErrorCodes.DigestMismatch.Error($"The blob {descriptor.Digest} in '{archive.Path}' hashes to {manifest.Descriptor.Digest}.");
    }

    public bool Has(Digest digest) => archive.Contains(PathOf(digest));

    /// <inheritdoc />
    public IBlob Blob(Descriptor descriptor) => archive.Blob(PathOf(descriptor.Digest), descriptor);

    /// <inheritdoc />
    public Task<IReadOnlyList<Descriptor>> ListAttachedAsync(Digest subject, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Descriptor>>([.. ReadIndex().Where(entry => entry.ArtifactType is not null && ManifestContent.Read(ReadManifest(entry)).Subject?.Digest == subject)]);

    private static string PathOf(Digest digest) => $"blobs/sha256/{digest.Hex}";
}
