namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>AWS keys from the first way that has them: variables, web identity, profile, container, instance.</summary>
internal sealed class AwsCredentialChain(CredentialEnvironment environment, CloudHttp http) : IAwsCredentialProvider
{
    private readonly IAwsCredentialProvider[] _providers =
    [
        new AwsEnvironmentKeys(environment),
        new AwsWebIdentity(environment, new AwsTokenService(environment, http)),
        new AwsProfile(environment, http),
        new AwsContainerEndpoint(environment, http),
        new AwsInstanceMetadata(environment, http),
    ];

    /// <inheritdoc />
    public async Task<AwsCredentials?> FindAsync(string region, SearchTrail trail, CancellationToken cancellationToken)
    {
        foreach (var provider in _providers)
        {
            if (await provider.FindAsync(region, trail, cancellationToken).ConfigureAwait(false) is { } found)
                return found;
        }

        return null;
    }
}
