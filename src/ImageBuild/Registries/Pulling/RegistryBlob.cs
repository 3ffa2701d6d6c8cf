using ImageBuild.Content;

namespace ImageBuild.Registries.Pulling;

/// <summary>A blob in a registry. Its bytes are fetched when they are asked for, and checked while they arrive.</summary>
internal sealed class RegistryBlob(RegistryClient client, string repository, Descriptor descriptor) : IRegistryBlob
{
    public string Registry => client.Registry;

    public string Repository => repository;

    public bool IsLocal => false;

    public Descriptor Descriptor { get; } = descriptor;

    public ValueTask<Stream> OpenAsync(CancellationToken cancellationToken) => new(client.OpenBlobAsync(repository, Descriptor, cancellationToken));
}
