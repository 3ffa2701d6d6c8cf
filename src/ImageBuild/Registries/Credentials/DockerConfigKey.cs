namespace ImageBuild.Registries.Credentials;

/// <summary>The keys of a login file: "host", "host:port", "https://host/v1/", or podman's "host/namespace".</summary>
internal static class DockerConfigKey
{
    /// <summary>Whether the key stands for the whole registry.</summary>
    /// <remarks>
    /// docker compares hosts and drops scheme and path, old keys end in /v1/ or /v2/. A key without a scheme and with another
    /// path is podman's and good for that namespace only.
    /// </remarks>
    public static bool IsHost(string key, string normalizedHost)
    {
        if (!HasScheme(key))
        {
            var slash = key.IndexOf('/', StringComparison.Ordinal);
            if (slash >= 0 && key[(slash + 1)..].TrimEnd('/') is not ("" or "v1" or "v2"))
                return false;
        }

        return RegistryHosts.Normalize(key) == normalizedHost;
    }

    /// <summary>Whether the key stands for the namespace "host/path", host normalised.</summary>
    public static bool IsNamespace(string key, string wanted)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && !HasScheme(key) && RegistryHosts.Normalize(key) + key[slash..].TrimEnd('/') == wanted;
    }

    private static bool HasScheme(string key) => key.Contains("://", StringComparison.Ordinal);
}
