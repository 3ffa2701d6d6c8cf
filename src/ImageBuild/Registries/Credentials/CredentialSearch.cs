using ImageBuild.Registries.Credentials.Cloud;

namespace ImageBuild.Registries.Credentials;

/// <summary>Looks for a registry login in every place users keep one, in a fixed order; the first that has one wins.</summary>
/// <remarks>
/// Options; our own variables; the .NET SDK's variables; DOCKER_AUTH_CONFIG; REGISTRY_AUTH_FILE; docker's config.json;
/// podman's auth.json; .dockercfg; built-in logins of the cloud the registry belongs to; none.
/// Files are read once and short-lived tokens are kept in memory, both for the lifetime of this object. Safe for many threads.
/// </remarks>
public sealed class CredentialSearch : ICredentialSource
{
    private readonly ICredentialPlace[] _places;
    private readonly DockerConfigFiles _files;

    /// <summary>Sets up a search.</summary>
    /// <param name="environment">What may be looked at.</param>
    /// <param name="options">Logins given explicitly, and the registries that logins without a host belong to.</param>
    public CredentialSearch(CredentialEnvironment environment, CredentialSearchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        options ??= new CredentialSearchOptions();
        var targets = Normalize(options.TargetRegistries);
        _files = new DockerConfigFiles(environment);
        _places =
        [
            new ExplicitPlace(options.Explicit),
            new OwnVariablesPlace(environment, targets),
            new SdkVariablesPlace(environment, targets, Normalize(options.BaseRegistry is { } registry ? [registry] : [])),
            new ConfigFilesPlace(_files, new CredentialHelper(environment)),
            new CloudPlace(CloudLogins.All(environment), environment.Time),
        ];
    }

    /// <inheritdoc />
    public async ValueTask<Credential?> FindAsync(
        string host, string repository, CredentialPurpose purpose, CancellationToken cancellationToken) =>
        (await SearchAsync(host, repository, purpose, cancellationToken).ConfigureAwait(false)).Credential;

    /// <summary>Looks for a login and says where it looked.</summary>
    /// <param name="host">The registry as the user wrote it, host and optional port.</param>
    /// <param name="repository">The repository; empty where no repository is meant.</param>
    /// <param name="purpose">What the login is for.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="Diagnostics.ImageBuildException">A place names a login that cannot be read, IB3080 to IB3085.</exception>
    public async ValueTask<CredentialSearchResult> SearchAsync(
        string host, string repository, CredentialPurpose purpose, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(repository);
        var query = new CredentialQuery(RegistryHosts.Normalize(host), repository, purpose);
        var trail = new SearchTrail();
        Credential? found = null;
        foreach (var place in _places)
        {
            found = await place.FindAsync(query, trail, cancellationToken).ConfigureAwait(false);
            if (found is not null)
                break;
        }

        return new CredentialSearchResult(query.Host, query.Key, found, trail.Places);
    }

    /// <summary>The headers that docker's config.json asks to send to registries ("HttpHeaders"), a gateway's key for example.</summary>
    /// <remarks>They are secrets: send them to the registry's own origin only. User-Agent and Authorization are left out, as docker does.</remarks>
    /// <exception cref="Diagnostics.ImageBuildException"><see cref="Diagnostics.ErrorCodes.LoginFileUnreadable"/>.</exception>
    public IReadOnlyDictionary<string, string> HttpHeaders() => _files.HttpHeaders();

    private static string[] Normalize(IEnumerable<string> hosts) => [.. hosts.Select(RegistryHosts.Normalize).Distinct(StringComparer.Ordinal)];
}
