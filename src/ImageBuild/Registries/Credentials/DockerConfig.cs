namespace ImageBuild.Registries.Credentials;

/// <summary>What a login file says. The same for docker's config.json, podman's auth.json and Kubernetes' .dockerconfigjson.</summary>
/// <param name="Name">The file's path or the variable's name, for messages.</param>
/// <param name="Auths">The entries in the order of the file.</param>
/// <param name="CredentialHelpers">Server address to helper name ("credHelpers").</param>
/// <param name="CredentialStore">The helper for every other registry ("credsStore"), or null.</param>
/// <param name="HttpHeaders">Headers to send to registries.</param>
internal sealed record DockerConfig(
    string Name,
    IReadOnlyList<KeyValuePair<string, DockerConfigEntry>> Auths,
    IReadOnlyDictionary<string, string> CredentialHelpers,
    string? CredentialStore,
    IReadOnlyDictionary<string, string> HttpHeaders)
{
    /// <summary>The entry for a registry: the longest namespace first, the bare host last; null where there is none.</summary>
    public KeyValuePair<string, DockerConfigEntry>? Entry(CredentialQuery query)
    {
        foreach (var wanted in query.NamespaceKeys())
        {
            if (First(key => DockerConfigKey.IsNamespace(key, wanted)) is { } match)
                return match;
        }

        // The exact form before looser ones: a file may hold both "docker.io" (podman) and Docker Hub's old address (docker).
        return First(key => key == query.Key) ?? First(key => DockerConfigKey.IsHost(key, query.Host));
    }

    /// <summary>The helper named for exactly this registry; empty where the file says "none for this one"; null where it says nothing.</summary>
    public string? HelperFor(CredentialQuery query) => CredentialHelpers
        .Where(pair => DockerConfigKey.IsHost(pair.Key, query.Host))
        .Select(pair => pair.Value)
        .FirstOrDefault();

    /// <inheritdoc />
    public override string ToString() => Name;

    private KeyValuePair<string, DockerConfigEntry>? First(Func<string, bool> matches)
    {
        foreach (var pair in Auths)
        {
            if (matches(pair.Key))
                return pair;
        }

        return null;
    }
}
