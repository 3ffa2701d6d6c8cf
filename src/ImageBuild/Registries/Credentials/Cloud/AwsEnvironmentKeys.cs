namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.</summary>
internal sealed class AwsEnvironmentKeys(CredentialEnvironment environment) : IAwsCredentialProvider
{
    private const string Name = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";

    /// <inheritdoc />
    public Task<AwsCredentials?> FindAsync(string region, SearchTrail trail, CancellationToken cancellationToken)
    {
        var id = environment.Get("AWS_ACCESS_KEY_ID");
        var secret = environment.Get("AWS_SECRET_ACCESS_KEY");
        if (id is not null && secret is not null)
            return Task.FromResult<AwsCredentials?>(new(id, secret, environment.Get("AWS_SESSION_TOKEN"), Name));
        trail.Add(Name, id is null && secret is null ? "not set" : "only one is set");
        return Task.FromResult<AwsCredentials?>(null);
    }
}
