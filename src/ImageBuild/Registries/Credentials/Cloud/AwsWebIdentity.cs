namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>A role assumed with a token file: EKS service accounts, GitLab and other CI systems with OpenID Connect.</summary>
internal sealed class AwsWebIdentity(CredentialEnvironment environment, AwsTokenService tokens) : IAwsCredentialProvider
{
    private const string Name = "AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN";

    /// <inheritdoc />
    public async Task<AwsCredentials?> FindAsync(string region, SearchTrail trail, CancellationToken cancellationToken)
    {
        if (environment.Get("AWS_WEB_IDENTITY_TOKEN_FILE") is { } file && environment.Get("AWS_ROLE_ARN") is { } role)
        {
            return await tokens.AssumeAsync(new AwsRole(role, environment.Get("AWS_ROLE_SESSION_NAME"), Name), file, region, cancellationToken)
                .ConfigureAwait(false);
        }

        trail.Add(Name, "not set");
        return null;
    }
}
