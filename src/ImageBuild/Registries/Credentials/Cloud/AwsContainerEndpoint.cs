using System.Net;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>The keys of an ECS task, an EKS pod identity, a CodeBuild or Lambda job: an address in the environment.</summary>
internal sealed class AwsContainerEndpoint(CredentialEnvironment environment, CloudHttp http) : IAwsCredentialProvider
{
    private const string Relative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
    private const string Full = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
    private const string TokenFile = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

    private static readonly IPAddress[] MetadataAddresses =
    [
        IPAddress.Parse("169.254.170.2"), // ECS
        IPAddress.Parse("169.254.170.23"), // EKS
        IPAddress.Parse("fd00:ec2::23"), // EKS
    ];

    /// <inheritdoc />
    public async Task<AwsCredentials?> FindAsync(string region, SearchTrail trail, CancellationToken cancellationToken)
    {
        if (Address() is not { } address)
        {
            trail.Add($"{Relative} and {Full}", "not set");
            return null;
        }

        var token = environment.Get(TokenFile) is { } file
            ? await IdentityFile.ReadAsync(file, TokenFile, cancellationToken).ConfigureAwait(false)
            : environment.Get("AWS_CONTAINER_AUTHORIZATION_TOKEN");
        if (token?.AsSpan().ContainsAny('\r', '\n') == true)
            throw ErrorCodes.CloudIdentityUnusable.Error("The container's authorization token has more than one line.");

        var response = await http.SendDirectAsync(Request, "Asking the container's credential endpoint", cancellationToken).ConfigureAwait(false);
        return (response.Succeeded ? AwsCredentials.FromJson(response.Body, "Token", "the container's credential endpoint") : null)
            ?? throw ErrorCodes.CloudLoginFailed.Error($"The container's credential endpoint gave no keys: {response.Status}.");

        HttpRequestMessage Request() =>
            token is null ? new HttpRequestMessage(HttpMethod.Get, address) : CloudHttp.Get(address, "Authorization", token);
    }

    private Uri? Address()
    {
        if (environment.Get(Relative) is { } relative)
            return Uri.TryCreate($"http://169.254.170.2/{relative.TrimStart('/')}", UriKind.Absolute, out var task) ? task : throw Refused(Relative);
        if (environment.Get(Full) is not { } full)
            return null;
        return Uri.TryCreate(full, UriKind.Absolute, out var address) && MayAsk(address) ? address : throw Refused(Full);
    }

    /// <remarks>AWS SDKs' rule: https anywhere; plain http only to this machine and to the addresses of ECS and EKS.</remarks>
    private static bool MayAsk(Uri address) => address.Scheme == "https"
        || (address.Scheme == "http" && (address.IsLoopback
            || (IPAddress.TryParse(address.IdnHost.Trim('[', ']'), out var ip) && MetadataAddresses.Contains(ip))));

    private static ImageBuildException Refused(string variable) => ErrorCodes.CloudIdentityUnusable.Error(
        $"{variable} names an address that AWS credentials may not be asked from: neither https nor this machine.");
}
