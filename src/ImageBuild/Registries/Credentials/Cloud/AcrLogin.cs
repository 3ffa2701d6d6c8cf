using System.Buffers.Text;
using System.Text;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>Azure Container Registry: an Entra token, traded at the registry for a refresh token good for three hours.</summary>
/// <remarks>The trade is documented in Azure/acr, docs/AAD-OAuth.md. The protocol then asks /oauth2/token for each repository.</remarks>
internal sealed class AcrLogin(CredentialEnvironment environment, CloudHttp http) : ICloudLogin
{
    private static readonly string[] Suffixes = [".azurecr.io", ".azurecr.cn", ".azurecr.us", ".azurecr.de"];

    private readonly EntraToken _entra = new(environment, http);
    private readonly ManagedIdentity _managed = new(environment, http);

    /// <inheritdoc />
    public string Name => "Azure";

    /// <summary>Whether the registry, normalised, is an Azure Container Registry. One with a port is something else.</summary>
    public static bool IsAcr(string host) => Suffixes.Any(suffix =>
        host.Length > suffix.Length && host.EndsWith(suffix, StringComparison.Ordinal) && host[0] != '.');

    /// <inheritdoc />
    public bool Handles(string host) => IsAcr(host);

    /// <inheritdoc />
    public bool ServesAnyone(string host) => true;

    /// <inheritdoc />
    public async Task<CloudLogin?> LoginAsync(string host, SearchTrail trail, CancellationToken cancellationToken)
    {
        var token = await _entra.GetAsync(host, trail, cancellationToken).ConfigureAwait(false)
            ?? await _managed.GetAsync(trail, cancellationToken).ConfigureAwait(false);
        return token is null ? null : await ExchangeAsync(host, token, cancellationToken).ConfigureAwait(false);
    }

    private async Task<CloudLogin> ExchangeAsync(string host, AccessToken token, CancellationToken cancellationToken)
    {
        var response = await http.SendAsync(
            () => CloudHttp.Form(
                new Uri($"https://{host}/oauth2/exchange"),
                ("grant_type", "access_token"),
                ("service", host),
                ("tenant", environment.Get("AZURE_TENANT_ID")),
                ("access_token", token.Token)),
            $"Trading an Entra token at {host}",
            cancellationToken).ConfigureAwait(false);
        if (!response.Succeeded || response.Member("refresh_token") is not { Length: > 0 } refresh)
        {
            throw ErrorCodes.CloudLoginFailed.Error(
                $"{host} refused the Entra token of {token.Source}: {response.Describe()}.",
                "Give the identity the role AcrPush (or AcrPull), or Container Registry Repository Writer (or Reader).");
        }

        return new CloudLogin(new Credential.IdentityToken(refresh, token.Source), Expiry(refresh));
    }

    /// <remarks>The refresh token is a JWT with its end in "exp"; where it is not readable, an hour is safe.</remarks>
    private DateTimeOffset Expiry(string token)
    {
        var parts = token.Split('.');
        if (parts.Length == 3 && Base64Url.IsValid(parts[1])
            && JsonText.Seconds(JsonText.Member(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])), "exp")) is { } seconds)
        {
            return DateTimeOffset.UnixEpoch + seconds;
        }

        return environment.Time.GetUtcNow().AddHours(1);
    }
}
