using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>Asks ECR for a registry login with a signed GetAuthorizationToken.</summary>
/// <param name="environment">The clock.</param>
/// <param name="http">Sends the request.</param>
/// <param name="endpoint">The API.</param>
/// <param name="service">The signing name.</param>
/// <param name="target">The operation as X-Amz-Target names it.</param>
internal sealed class EcrToken(CredentialEnvironment environment, CloudHttp http, Uri endpoint, string service, string target)
{
    /// <summary>Gets the login: user AWS and a password of some kB, good for twelve hours.</summary>
    /// <param name="region">The region to sign for.</param>
    /// <param name="keys">The keys to sign with.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.CloudLoginFailed"/>.</exception>
    public async Task<CloudLogin> GetAsync(string region, AwsCredentials keys, CancellationToken cancellationToken)
    {
        var signer = new SigV4Signer(keys, region, service);
        var response = await http.SendAsync(() => Request(signer), $"Asking {endpoint.Host} for a login", cancellationToken).ConfigureAwait(false);
        if (!response.Succeeded)
        {
            throw ErrorCodes.CloudLoginFailed.Error(
                $"{endpoint.Host} answered {response.Describe()} to GetAuthorizationToken with the keys from {keys.Source}.",
                "Check that the keys are not expired, that the clock is right, and that the identity may call GetAuthorizationToken.");
        }

        using var document = JsonText.Parse(response.Body);
        return Login(document, keys.Source)
            ?? throw ErrorCodes.CloudLoginFailed.Error($"{endpoint.Host} answered GetAuthorizationToken without a login.");
    }

    private HttpRequestMessage Request(SigV4Signer signer)
    {
        var body = "{}"u8.ToArray();
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        request.Headers.TryAddWithoutValidation("X-Amz-Target", target);
        signer.Sign(request, body, environment.Time.GetUtcNow());
        return request;
    }

    /// <remarks>ECR answers with a list of one, ECR Public with the object itself; the token is base64("AWS:password").</remarks>
    private CloudLogin? Login(JsonDocument? document, string source)
    {
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("authorizationData", out var data))
            return null;
        if (data.ValueKind == JsonValueKind.Array)
            data = data.EnumerateArray().FirstOrDefault();
        if (JsonText.Member(data, "authorizationToken") is not { } token)
            return null;
        var buffer = new byte[token.Length];
        if (!Convert.TryFromBase64String(token, buffer, out var length))
            return null;
        var pair = Encoding.UTF8.GetString(buffer, 0, length).Split(':', 2);
        return pair is [{ Length: > 0 } user, { Length: > 0 } password]
            ? new CloudLogin(new Credential.Basic(user, password, $"ECR with {source}"), Expiry(JsonText.Member(data, "expiresAt")))
            : null;
    }

    /// <remarks>Seconds since 1970 in this protocol; other AWS protocols write ISO 8601, so that is understood as well.</remarks>
    private DateTimeOffset Expiry(string? text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e11)
            return DateTimeOffset.UnixEpoch.AddSeconds(seconds);
        return JsonText.Time(text) ?? environment.Time.GetUtcNow().AddHours(12);
    }
}
