namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>Private registries of Amazon ECR.</summary>
internal sealed class EcrLogin(CredentialEnvironment environment, CloudHttp http, IAwsCredentialProvider aws) : ICloudLogin
{
    /// <inheritdoc />
    public string Name => "Amazon ECR";

    /// <inheritdoc />
    public bool Handles(string host) => EcrHost.Parse(host) is not null;

    /// <inheritdoc />
    public bool ServesAnyone(string host) => false;

    /// <inheritdoc />
    public async Task<CloudLogin?> LoginAsync(string host, SearchTrail trail, CancellationToken cancellationToken)
    {
        var registry = EcrHost.Parse(host)!;
        if (await aws.FindAsync(registry.Region, trail, cancellationToken).ConfigureAwait(false) is not { } keys)
            return null;
        var endpoint = AwsSettings.Endpoint(environment, "ECR", registry.Api);
        return await new EcrToken(environment, http, endpoint, "ecr", "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken")
            .GetAsync(registry.Region, keys, cancellationToken).ConfigureAwait(false);
    }
}
