using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>The keys of the EC2 instance's role: instance metadata, version 2 only.</summary>
/// <remarks>
/// Version 2 asks for a token with PUT first, which a request forged through some web service cannot do. There is no falling
/// back to version 1: an instance that answers only that has been set up against AWS' advice.
/// </remarks>
internal sealed class AwsInstanceMetadata(CredentialEnvironment environment, CloudHttp http) : IAwsCredentialProvider
{
    private const string Name = "EC2 instance metadata";
    private const string TokenHeader = "X-aws-ec2-metadata-token";
    private const string RolePath = "latest/meta-data/iam/security-credentials/";

    /// <inheritdoc />
    public async Task<AwsCredentials?> FindAsync(string region, SearchTrail trail, CancellationToken cancellationToken)
    {
        if (string.Equals(environment.Get("AWS_EC2_METADATA_DISABLED"), "true", StringComparison.OrdinalIgnoreCase))
        {
            trail.Add(Name, "disabled by AWS_EC2_METADATA_DISABLED");
            return null;
        }

        var service = Service();
        var token = await http.ProbeAsync(() => TokenRequest(service), cancellationToken).ConfigureAwait(false);
        if (token is not { Succeeded: true, Body.Length: > 0 })
        {
            trail.Add(Name, token is null ? "no answer" : $"answered {token.Status}");
            return null;
        }

        var role = await GetAsync(RolePath).ConfigureAwait(false);
        if (!role.Succeeded || role.Body.Trim() is not { Length: > 0 } roleName)
        {
            trail.Add(Name, "the instance has no role");
            return null;
        }

        var keys = await GetAsync(RolePath + Uri.EscapeDataString(roleName.Split('\n')[0].Trim())).ConfigureAwait(false);
        return (keys.Succeeded ? AwsCredentials.FromJson(keys.Body, "Token", Name) : null)
            ?? throw ErrorCodes.CloudLoginFailed.Error($"{Name} gave no keys for the instance's role: {keys.Describe()}.");

        Task<CloudResponse> GetAsync(string path) => http.SendDirectAsync(
            () => CloudHttp.Get(new Uri(service, path), TokenHeader, token.Body.Trim()), $"Asking the {Name}", cancellationToken);
    }

    private static HttpRequestMessage TokenRequest(Uri service)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, new Uri(service, "latest/api/token"));
        request.Headers.TryAddWithoutValidation("X-aws-ec2-metadata-token-ttl-seconds", "300");
        return request;
    }

    private Uri Service()
    {
        var usual = string.Equals(environment.Get("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"), "IPv6", StringComparison.OrdinalIgnoreCase)
            ? "http://[fd00:ec2::254]/"
            : "http://169.254.169.254/";
        var text = environment.Get("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? usual;
        return Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw ErrorCodes.CloudIdentityUnusable.Error("AWS_EC2_METADATA_SERVICE_ENDPOINT is not an http or https address.");
    }
}
