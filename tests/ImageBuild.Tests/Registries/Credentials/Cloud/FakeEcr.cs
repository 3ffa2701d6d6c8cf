using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace ImageBuild.Tests.Registries.Credentials.Cloud;

/// <summary>ECR's API as documented: one operation, and a signature it computes itself from the secret it knows.</summary>
/// <remarks>The computation shares no code with the signer: it takes the request apart as the service would.</remarks>
public sealed class FakeEcr(FakeClock clock, string region, string service, string target)
{
    public const string AccessKey = "AKIATEST";
    public const string SecretKey = "s3cr3t+key/for/tests";
    public const string SessionToken = "s3cr3t-session";

    /// <summary>Whether requests must carry the session token.</summary>
    public bool WantsSession { get; init; }

    /// <summary>The number of logins handed out.</summary>
    public int Logins { get; private set; }

    public HttpResponseMessage Answer(FakeRequest request)
    {
        if (request.Method != "POST" || request.Path != "/" || request.Header("Content-Type") != "application/x-amz-json-1.1" || request.Body != "{}")
            return Refuse("SerializationException");
        if (request.Header("X-Amz-Target") != target)
            return Refuse("UnknownOperationException");
        if (WantsSession && request.Header("X-Amz-Security-Token") != SessionToken)
            return Refuse("UnrecognizedClientException");
        if (request.Header("X-Amz-Date") != clock.Now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture))
            return Refuse("RequestExpired");
        if (!SignatureIsRight(request))
            return Refuse("InvalidSignatureException");

        Logins++;
        var data = $$"""
            {"authorizationToken":"{{Tests.Registries.Credentials.Logins.Base64($"AWS:s3cr3t-{service}-{Logins}")}}","expiresAt":{{clock.Now.AddHours(12).ToUnixTimeSeconds()}}.5,"proxyEndpoint":"https://x"}
            """;
        return FakeNetwork.Json(service == "ecr" ? $"{{\"authorizationData\":[{data}]}}" : $"{{\"authorizationData\":{data}}}");
    }

    // Like the service, the refusal repeats the canonical request, session token included.
    private static HttpResponseMessage Refuse(string type) => FakeNetwork.Json(
        $$"""{"__type":"{{type}}","message":"The Canonical String should have been x-amz-security-token:{{SessionToken}}"}""", HttpStatusCode.BadRequest);

    private bool SignatureIsRight(FakeRequest request)
    {
        var parts = (request.Header("Authorization") ?? "").Replace("AWS4-HMAC-SHA256 ", "", StringComparison.Ordinal)
            .Split(", ").Select(part => part.Split('=', 2)).Where(part => part.Length == 2).ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
        var day = clock.Now.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var scope = $"{day}/{region}/{service}/aws4_request";
        if (parts.GetValueOrDefault("Credential") != $"{AccessKey}/{scope}")
            return false;
        var signed = parts["SignedHeaders"].Split(';');
        if (!new[] { "host", "x-amz-date", "x-amz-target" }.All(signed.Contains))
            return false;

        var text = new StringBuilder("POST\n/\n\n");
        foreach (var header in signed)
            text.Append(header).Append(':').Append(header == "host" ? request.Uri.Authority : request.Header(header)).Append('\n');
        text.Append('\n').Append(parts["SignedHeaders"]).Append('\n').Append(Hex(SHA256.HashData(Encoding.ASCII.GetBytes(request.Body))));

        var key = Mac(Mac(Mac(Mac(Encoding.ASCII.GetBytes("AWS4" + SecretKey), day), region), service), "aws4_request");
        var toSign = $"AWS4-HMAC-SHA256\n{request.Header("X-Amz-Date")}\n{scope}\n{Hex(SHA256.HashData(Encoding.ASCII.GetBytes(text.ToString())))}";
        return parts["Signature"] == Hex(Mac(key, toSign));
    }

    private static byte[] Mac(byte[] key, string text)
    {
        using var mac = new HMACSHA256(key);
        return mac.ComputeHash(Encoding.ASCII.GetBytes(text));
    }

    private static string Hex(byte[] bytes) => string.Concat(bytes.Select(value => value.ToString("x2", CultureInfo.InvariantCulture)));
}
