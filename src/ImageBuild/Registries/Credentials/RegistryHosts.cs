namespace ImageBuild.Registries.Credentials;

/// <summary>When two ways of writing a registry mean the same registry.</summary>
internal static class RegistryHosts
{
    /// <summary>How users write Docker Hub.</summary>
    public const string DockerHub = "docker.io";

    /// <summary>The key under which docker stores the login of Docker Hub, a leftover of its first protocol.</summary>
    public const string DockerHubKey = "https://index.docker.io/v1/";

    private static readonly string[] DockerHubNames =
        [DockerHub, "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"];

    /// <summary>Lower case, without scheme, path, trailing dot and the default port; every name of Docker Hub becomes "docker.io".</summary>
    public static string Normalize(string host)
    {
        var name = host.Trim().ToLowerInvariant();
        var https = true;
        if (name.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0)
        {
            https = name[..scheme] != "http";
            name = name[(scheme + 3)..];
        }

        if (name.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0)
            name = name[..slash];

        // host:443 and host are one origin (oras-go#177 lost logins over it).
        if (https && name.EndsWith(":443", StringComparison.Ordinal))
            name = name[..^4];
        name = name.TrimEnd('.');
        return DockerHubNames.Contains(name, StringComparer.Ordinal) ? DockerHub : name;
    }

    /// <summary>The addresses to ask a credential helper for, the usual one first.</summary>
    /// <remarks>docker stores Docker Hub under its old address, podman under "docker.io".</remarks>
    public static IReadOnlyList<string> ServerAddresses(string normalizedHost) =>
        normalizedHost == DockerHub ? [DockerHubKey, DockerHub] : [normalizedHost];

    /// <summary>The host as part of a variable's name: "registry.example.com:5000" is REGISTRY_EXAMPLE_COM_5000.</summary>
    public static string VariablePart(string normalizedHost) =>
        string.Concat(normalizedHost.Select(character => char.IsAsciiLetterOrDigit(character) ? char.ToUpperInvariant(character) : '_'));
}
