namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>The registry and the dependency proxy of the GitLab that runs the job: what the job's variables name.</summary>
/// <remarks>GitLab documents three logins for the registry: the job's own pair, its token, and a deploy token where the project has one.</remarks>
internal sealed class GitLabLogin(CredentialEnvironment environment) : ICloudLogin
{
    private static readonly VariablePair[] RegistryPairs =
    [
        new("CI_REGISTRY_USER", "CI_REGISTRY_PASSWORD"),
        new("CI_DEPLOY_USER", "CI_DEPLOY_PASSWORD"),
    ];

    private static readonly VariablePair ProxyPair = new("CI_DEPENDENCY_PROXY_USER", "CI_DEPENDENCY_PROXY_PASSWORD");

    /// <inheritdoc />
    public string Name => "GitLab CI";

    /// <inheritdoc />
    public bool Handles(string host) => Is("CI_REGISTRY", host) || Is("CI_DEPENDENCY_PROXY_SERVER", host);

    /// <inheritdoc />
    public bool ServesAnyone(string host) => true;

    /// <inheritdoc />
    public Task<CloudLogin?> LoginAsync(string host, SearchTrail trail, CancellationToken cancellationToken)
    {
        var login = Is("CI_REGISTRY", host) ? Registry(trail) : ProxyPair.Read(environment, trail);
        return Task.FromResult(login is null ? null : new CloudLogin(login, DateTimeOffset.MaxValue));
    }

    private Credential? Registry(SearchTrail trail)
    {
        if (RegistryPairs[0].Read(environment, trail) is { } own)
            return own;
        if (environment.Get("CI_JOB_TOKEN") is { } token)
            return new Credential.Basic("gitlab-ci-token", token, "CI_JOB_TOKEN");
        trail.Add("CI_JOB_TOKEN", "not set");
        return RegistryPairs[1].Read(environment, trail);
    }

    private bool Is(string variable, string host) => environment.Get(variable) is { } named && RegistryHosts.Normalize(named) == host;
}
