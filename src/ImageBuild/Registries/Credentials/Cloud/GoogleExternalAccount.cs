using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>Workload identity federation: a CI system's or platform's own token, traded at Google, perhaps for a service account's.</summary>
/// <remarks>Google AIP-4117. The token comes from a file or an address; other sources (AWS, programs, certificates) are not built in.</remarks>
internal sealed class GoogleExternalAccount(CredentialEnvironment environment, CloudHttp http)
{
    private const string Name = "Google workload identity";

    /// <summary>Gets a token.</summary>
    /// <param name="file">The credentials file's object.</param>
    /// <param name="path">Where it is, for messages.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CloudIdentityUnusable"/>, <see cref="ErrorCodes.CloudLoginFailed"/>.</exception>
    public async Task<AccessToken> TokenAsync(JsonElement file, string path, CancellationToken cancellationToken)
    {
        var exchange = GoogleCredentialsFile.Https(GoogleCredentialsFile.Required(file, "token_url", path), "token_url", path);
        var audience = GoogleCredentialsFile.Required(file, "audience", path);
        var type = GoogleCredentialsFile.Required(file, "subject_token_type", path);
        var account = JsonText.Member(file, "service_account_impersonation_url") is { } url
            ? GoogleCredentialsFile.Https(url, "service_account_impersonation_url", path)
            : null;
        var subject = await SubjectAsync(file, path, cancellationToken).ConfigureAwait(false);

        var response = await http.SendAsync(
            () => CloudHttp.Form(
                exchange,
                ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
                ("audience", audience),
                ("scope", GoogleAssertion.Scope),
                ("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"),
                ("subject_token", subject),
                ("subject_token_type", type)),
            $"Trading a token at {exchange.Host}",
            cancellationToken).ConfigureAwait(false);
        var federated = AccessToken.From(response, environment.Time.GetUtcNow(), Name) ?? throw ErrorCodes.CloudLoginFailed.Error(
            $"{exchange.Host} refused the token of '{path}': {response.Describe()}.",
            "Check the workload identity provider's conditions and that the job's token is fresh.");
        return account is null ? federated : await ImpersonateAsync(account, federated, cancellationToken).ConfigureAwait(false);
    }

    private async Task<AccessToken> ImpersonateAsync(Uri account, AccessToken federated, CancellationToken cancellationToken)
    {
        var response = await http.SendAsync(Request, $"Asking {account.Host} for the service account's token", cancellationToken).ConfigureAwait(false);
        return response.Succeeded && response.Member("accessToken") is { Length: > 0 } token
            ? new AccessToken(token, JsonText.Time(response.Member("expireTime")) ?? environment.Time.GetUtcNow().AddMinutes(5), Name)
            : throw ErrorCodes.CloudLoginFailed.Error(
                $"{account.Host} gave no token for the service account: {response.Describe()}.",
                "Give the federated identity the role 'Workload Identity User' on the service account.");

        HttpRequestMessage Request()
        {
            var request = new HttpRequestMessage(HttpMethod.Post, account)
            {
                Content = new StringContent($$"""{"scope":["{{GoogleAssertion.Scope}}"]}""", Encoding.UTF8, "application/json"),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", federated.Token);
            return request;
        }
    }

    private async Task<string> SubjectAsync(JsonElement file, string path, CancellationToken cancellationToken)
    {
        if (!file.TryGetProperty("credential_source", out var source))
            throw GoogleCredentialsFile.Unusable(path, "lack 'credential_source'");
        string text;
        if (JsonText.Member(source, "file") is { } tokenFile)
            text = await IdentityFile.ReadAsync(tokenFile, path, cancellationToken).ConfigureAwait(false);
        else if (JsonText.Member(source, "url") is { } url && JsonText.Member(source, "environment_id") is null)
            text = await FetchAsync(url, source, path, cancellationToken).ConfigureAwait(false);
        else
            throw GoogleCredentialsFile.Unusable(path, "take their token from a kind of source that is not built in");

        if (!source.TryGetProperty("format", out var format) || JsonText.Member(format, "type") != "json")
            return text;
        return JsonText.Member(text, JsonText.Member(format, "subject_token_field_name") ?? "") is { Length: > 0 } token
            ? token
            : throw GoogleCredentialsFile.Unusable(path, "name a source whose answer holds no token");
    }

    private async Task<string> FetchAsync(string url, JsonElement source, string path, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || !MayAsk(address))
            throw GoogleCredentialsFile.Unusable(path, "take their token from an address that is neither https nor this machine's");
        var response = await (address.Scheme == "https"
            ? http.SendAsync(Request, $"Asking {address.Host} for the job's token", cancellationToken)
            : http.SendDirectAsync(Request, $"Asking {address.Host} for the machine's token", cancellationToken)).ConfigureAwait(false);
        return response.Succeeded
            ? response.Body
            : throw ErrorCodes.CloudLoginFailed.Error($"{address.Host} gave no token for '{path}': {response.Describe()}.");

        HttpRequestMessage Request()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (source.TryGetProperty("headers", out var headers) && headers.ValueKind == JsonValueKind.Object)
            {
                foreach (var header in headers.EnumerateObject())
                    request.Headers.TryAddWithoutValidation(header.Name, JsonText.Member(headers, header.Name) ?? "");
            }

            return request;
        }
    }

    /// <remarks>The request carries a token of the job; plain http only where it cannot leave the machine: Azure's metadata address.</remarks>
    private static bool MayAsk(Uri address) => address.Scheme == "https"
        || (address.Scheme == "http" && (address.IsLoopback || address.IdnHost == "169.254.169.254"));
}
