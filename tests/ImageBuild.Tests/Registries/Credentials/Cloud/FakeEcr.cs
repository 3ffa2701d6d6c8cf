using System.Globalization;
using System.Net;

namespace ImageBuild.Tests.Registries.Credentials.Cloud;

/// <summary>ECR's API as documented: one operation, and a signature it checks with the secret it knows.</summary>
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
        if (!AwsSignature.IsRight(request, clock, region, service, SecretKey, AccessKey))
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
}
