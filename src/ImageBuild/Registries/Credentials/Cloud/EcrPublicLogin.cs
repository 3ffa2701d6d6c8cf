namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>Amazon ECR Public. One region answers for the whole world; the operation carries the name of an older service.</summary>
internal sealed class EcrPublicLogin(CredentialEnvironment environment, CloudHttp http, IAwsCredentialProvider aws) : ICloudLogin
{
    private static readonly Uri Api = new($"https://api.ecr-public.{EcrHost.PublicRegion}.amazonaws.com/");

    /// <inheritdoc />
    public string Name => "Amazon ECR Public";

    /// <inheritdoc />
    public bool Handles(string host) => EcrHost.IsPublic(host);

    /// <inheritdoc />
    public bool ServesAnyone(string host) => true;

    /// <inheritdoc />
    public async Task<CloudLogin?> LoginAsync(string host, SearchTrail trail, CancellationToken cancellationToken)
    {
        if (await aws.FindAsync(EcrHost.PublicRegion, trail, cancellationToken).ConfigureAwait(false) is not { } keys)
            return null;
        var endpoint = AwsSettings.Endpoint(environment, "ECR_PUBLIC", Api);
        return await new EcrToken(environment, http, endpoint, "ecr-public", "SpencerFrontendService.GetAuthorizationToken")
            .GetAsync(EcrHost.PublicRegion, keys, cancellationToken).ConfigureAwait(false);
    }
}
