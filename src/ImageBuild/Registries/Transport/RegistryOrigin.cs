namespace ImageBuild.Registries.Transport;

/// <summary>Where a registry answers: scheme, host and port, with default ports made equal.</summary>
internal sealed record RegistryOrigin(string Registry, string Scheme)
{
    /// <summary>Host and port of the interface, which for Docker Hub is not the name people write.</summary>
    public string Authority { get; } = Registry == ImageReference.DockerHub ? "registry-1.docker.io" : Registry;

    /// <summary>The root, "https://host:port".</summary>
    public string Root => $"{Scheme}://{Authority}";

    public bool IsHttps => Scheme == Uri.UriSchemeHttps;

    /// <summary>Whether this registry may be spoken to without TLS: it is on this machine, or the user said so.</summary>
    public bool MayBePlain { get; init; }

    /// <summary>Hosts the user listed as speaking plain HTTP: "host" or "host:port".</summary>
    public IReadOnlySet<string> PlainHosts { get; init; } = new HashSet<string>();

    /// <summary>The root as a URI, for comparisons.</summary>
    public Uri Uri { get; } = VerbatimUri.Create($"{Scheme}://{(Registry == ImageReference.DockerHub ? "registry-1.docker.io" : Registry)}/");

    /// <summary>Whether a URI leads to exactly this scheme, host and port.</summary>
    public bool Owns(Uri uri) => AddressPolicy.SameOrigin(Uri, uri);

    /// <summary>A URI of this registry. The path is ours and needs no escaping.</summary>
    public Uri At(string path) => VerbatimUri.Create(Root + path);
}
