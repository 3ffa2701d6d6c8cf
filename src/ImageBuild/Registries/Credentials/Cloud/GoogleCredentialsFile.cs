using System.Text.Json;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>Turns a Google credentials file into an access token: a service account's key, a user's refresh token, or a federated identity.</summary>
internal sealed class GoogleCredentialsFile(CredentialEnvironment environment, CloudHttp http)
{
    private static readonly Uri TokenEndpoint = new("https://oauth2.googleapis.com/token");

    private readonly GoogleExternalAccount _external = new(environment, http);

    /// <summary>Gets a token.</summary>
    /// <param name="path">The file.</param>
    /// <param name="namedBy">Who names it, for messages.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CloudIdentityUnusable"/>, <see cref="ErrorCodes.CloudLoginFailed"/>.</exception>
    public async Task<AccessToken> TokenAsync(string path, string namedBy, CancellationToken cancellationToken)
    {
        var text = await IdentityFile.ReadAsync(path, namedBy, cancellationToken).ConfigureAwait(false);
        using var document = JsonText.Parse(text) ?? throw Unusable(path, "is not JSON");
        var file = document.RootElement;
        return JsonText.Member(file, "type") switch
        {
            "service_account" => await ServiceAccountAsync(file, path, cancellationToken).ConfigureAwait(false),
            "authorized_user" => await UserAsync(file, path, cancellationToken).ConfigureAwait(false),
            "external_account" => await _external.TokenAsync(file, path, cancellationToken).ConfigureAwait(false),
            var type => throw ErrorCodes.CloudIdentityUnusable.Error(
                $"The Google credentials '{path}' are of the type '{MessageText.Code(type)}', which is not built in.",
                "Run 'gcloud auth configure-docker', or log in as 'oauth2accesstoken' with the output of 'gcloud auth print-access-token'."),
        };
    }

    /// <summary>A member the file must have.</summary>
    internal static string Required(JsonElement file, string member, string path) =>
        JsonText.Member(file, member) is { Length: > 0 } value ? value : throw Unusable(path, $"lack '{member}'");

    /// <summary>The failure of a file that cannot be used.</summary>
    internal static ImageBuildException Unusable(string path, string why) =>
        ErrorCodes.CloudIdentityUnusable.Error($"The Google credentials '{path}' {why}.");

    private async Task<AccessToken> ServiceAccountAsync(JsonElement file, string path, CancellationToken cancellationToken)
    {
        var account = Required(file, "client_email", path);
        var endpoint = JsonText.Member(file, "token_uri") is { } own ? Https(own, "token_uri", path) : TokenEndpoint;
        var assertion = GoogleAssertion.Create(
            account,
            Required(file, "private_key", path),
            JsonText.Member(file, "private_key_id"),
            endpoint,
            environment.Time.GetUtcNow()) ?? throw Unusable(path, "hold a private key that cannot be read");
        return await AskAsync(
            () => CloudHttp.Form(endpoint, ("grant_type", GoogleAssertion.GrantType), ("assertion", assertion)),
            endpoint,
            $"service account {account}",
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<AccessToken> UserAsync(JsonElement file, string path, CancellationToken cancellationToken)
    {
        var (id, secret, refresh) = (Required(file, "client_id", path), Required(file, "client_secret", path), Required(file, "refresh_token", path));
        return await AskAsync(
            () => CloudHttp.Form(
                TokenEndpoint, ("grant_type", "refresh_token"), ("client_id", id), ("client_secret", secret), ("refresh_token", refresh)),
            TokenEndpoint,
            $"the Google user in '{path}'",
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<AccessToken> AskAsync(
        Func<HttpRequestMessage> request, Uri endpoint, string source, CancellationToken cancellationToken)
    {
        var response = await http.SendAsync(request, $"Asking {endpoint.Host} for a token", cancellationToken).ConfigureAwait(false);
        return AccessToken.From(response, environment.Time.GetUtcNow(), source)
            ?? throw ErrorCodes.CloudLoginFailed.Error(
                $"{endpoint.Host} gave no token for {source}: {response.Describe()}.",
                "Run 'gcloud auth application-default login' again, or make a new key for the service account.");
    }

    /// <summary>An address in the file that gets to see a secret.</summary>
    internal static Uri Https(string text, string member, string path) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == "https" ? uri : throw Unusable(path, $"hold a '{member}' that is not https");
}
