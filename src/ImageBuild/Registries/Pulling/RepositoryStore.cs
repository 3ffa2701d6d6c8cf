using ImageBuild.Content;
using ImageBuild.Images;

namespace ImageBuild.Registries.Pulling;

/// <summary>One repository of a registry as a place to read images from.</summary>
internal sealed class RepositoryStore(RegistryClient client, string repository) : IImageStore
{
    public Task<BytesBlob> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken) =>
        client.GetManifestAsync(repository, descriptor.Digest.ToString(), cancellationToken);

    public IBlob Blob(Descriptor descriptor) => client.Blob(repository, descriptor);

    public Task<IReadOnlyList<Descriptor>> ListAttachedAsync(Digest subject, CancellationToken cancellationToken) =>
        client.ListReferrersAsync(repository, subject, artifactType: null, cancellationToken);
}
