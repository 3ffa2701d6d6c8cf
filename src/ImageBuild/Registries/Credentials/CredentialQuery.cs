namespace ImageBuild.Registries.Credentials;

/// <summary>What is looked for.</summary>
/// <param name="Host">The registry, normalised by <see cref="RegistryHosts.Normalize"/>.</param>
/// <param name="Repository">The repository, or empty.</param>
/// <param name="Purpose">What the login is for.</param>
internal sealed record CredentialQuery(string Host, string Repository, CredentialPurpose Purpose)
{
    /// <summary>The key a login file should hold for this registry, for messages.</summary>
    public string Key => Host == RegistryHosts.DockerHub ? RegistryHosts.DockerHubKey : Host;

    /// <summary>Keys that name a namespace, most specific first: "host/a/b", "host/a". The bare host is not among them.</summary>
    /// <remarks>containers-auth.json(5): podman looks for the longest prefix of the repository.</remarks>
    public IEnumerable<string> NamespaceKeys()
    {
        for (var path = Repository.Trim('/'); path.Length > 0; path = path[..Math.Max(0, path.LastIndexOf('/'))])
            yield return $"{Host}/{path}";
    }
}
