using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>The Entra token of the Azure machine or app this process runs on.</summary>
/// <remarks>
/// App Service, Functions and Container Apps give an address and a secret in the environment; machines answer at the metadata
/// address. AZURE_CLIENT_ID chooses among several identities.
/// </remarks>
internal sealed class ManagedIdentity(CredentialEnvironment environment, CloudHttp http)
{
    /// <summary>What the token is for: any Azure container registry.</summary>
    public const string Audience = "https://containerregistry.azure.net";

    private const string Name = "Azure managed identity";

    /// <summary>Gets a token; null outside Azure and where there is no identity.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CloudIdentityUnusable"/>, <see cref="ErrorCodes.CloudLoginFailed"/>.</exception>
    public async Task<AccessToken?> GetAsync(SearchTrail trail, CancellationToken cancellationToken)
    {
        if (await AskAsync(trail, cancellationToken).ConfigureAwait(false) is not { } response)
            return null;
        if (AccessToken.From(response, environment.Time.GetUtcNow(), Name) is not { } token)
        {
            trail.Add(Name, $"no identity: {response.Describe()}");
            return null;
        }

        // App Service gives the end ("expires_on", seconds since 1970) instead of a lifetime.
        return JsonText.Seconds(response.Member("expires_on")) is { } since
            ? new AccessToken(token.Token, DateTimeOffset.UnixEpoch + since, Name)
            : token;
    }

    private async Task<CloudResponse?> AskAsync(SearchTrail trail, CancellationToken cancellationToken)
    {
        if (environment.Get("IDENTITY_ENDPOINT") is { } endpoint && environment.Get("IDENTITY_HEADER") is { } secret)
        {
            var app = Address("IDENTITY_ENDPOINT", $"{endpoint}?api-version=2019-08-01&{Query()}");
            return await SendAsync(app, "X-IDENTITY-HEADER", secret, cancellationToken).ConfigureAwait(false);
        }

        var host = environment.Get("AZURE_POD_IDENTITY_AUTHORITY_HOST")?.TrimEnd('/') ?? "http://169.254.169.254";
        var machine = Address("AZURE_POD_IDENTITY_AUTHORITY_HOST", $"{host}/metadata/identity/oauth2/token?api-version=2018-02-01&{Query()}");

        // A token can take seconds, so a quick question comes first: without its header the service answers 400 at once.
        if (await http.ProbeAsync(() => new HttpRequestMessage(HttpMethod.Get, machine), cancellationToken).ConfigureAwait(false) is null)
        {
            trail.Add(Name, "no answer");
            return null;
        }

        return await SendAsync(machine, "Metadata", "true", cancellationToken).ConfigureAwait(false);
    }

    private Task<CloudResponse> SendAsync(Uri address, string header, string value, CancellationToken cancellationToken) =>
        http.SendDirectAsync(() => CloudHttp.Get(address, header, value), $"Asking for the {Name}", cancellationToken);

    private string Query()
    {
        var client = environment.Get("AZURE_CLIENT_ID");
        return $"resource={Uri.EscapeDataString(Audience)}" + (client is null ? "" : $"&client_id={Uri.EscapeDataString(client)}");
    }

    private static Uri Address(string variable, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw ErrorCodes.CloudIdentityUnusable.Error($"{variable} is not an http or https address.");
}
