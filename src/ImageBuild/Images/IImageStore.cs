using ImageBuild.Content;

namespace ImageBuild.Images;

/// <summary>A place that holds manifests and what they name: a repository of a registry, an OCI layout, an archive.</summary>
public interface IImageStore
{
    /// <summary>Reads the manifest or index a descriptor names, checked against its digest.</summary>
    /// <exception cref="Diagnostics.ImageBuildException">It is not there, damaged, or out of reach.</exception>
    Task<BytesBlob> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken);

    /// <summary>A blob, opened when it is asked for. Whoever reads it to its end compares it with its digest, or gets bytes that were compared.</summary>
    /// <exception cref="Diagnostics.ImageBuildException">It is not there, where that is known without asking anybody.</exception>
    IBlob Blob(Descriptor descriptor);

    /// <summary>What is attached to a manifest here: signatures, SBOMs, attestations (the "referrers" of the OCI distribution specification).</summary>
    Task<IReadOnlyList<Descriptor>> ListAttachedAsync(Digest subject, CancellationToken cancellationToken);
}
