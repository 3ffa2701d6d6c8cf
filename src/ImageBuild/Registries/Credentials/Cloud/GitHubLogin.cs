namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>GitHub's registry inside GitHub Actions: the job's own token.</summary>
/// <remarks>
/// Outside Actions a GITHUB_TOKEN in the environment may be anything, a person's all-powerful token included, so it is left
/// alone. Other registries never see it.
/// </remarks>
internal sealed class GitHubLogin(CredentialEnvironment environment) : ICloudLogin
{
    /// <summary>The only host the token is for.</summary>
    public const string Registry = "ghcr.io";

    /// <inheritdoc />
    public string Name => "GitHub Actions";

    /// <inheritdoc />
    public bool Handles(string host) => host == Registry;

    /// <inheritdoc />
    public bool ServesAnyone(string host) => true;

    /// <inheritdoc />
    public Task<CloudLogin?> LoginAsync(string host, SearchTrail trail, CancellationToken cancellationToken)
    {
        if (environment.Get("GITHUB_ACTIONS") != "true")
        {
            trail.Add(Name, "not a GitHub Actions job");
            return Task.FromResult<CloudLogin?>(null);
        }

        var login = new VariablePair("GITHUB_ACTOR", "GITHUB_TOKEN").Read(environment, trail);
        return Task.FromResult(login is null ? null : new CloudLogin(login, DateTimeOffset.MaxValue));
    }
}
