using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>Signs requests to AWS: Signature Version 4, as the IAM User Guide describes it ("Create a signed AWS API request").</summary>
/// <param name="credentials">The keys.</param>
/// <param name="region">The region in the signature's scope.</param>
/// <param name="service">The service's signing name: "ecr", "ecr-public".</param>
internal sealed class SigV4Signer(AwsCredentials credentials, string region, string service)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Signs the request: adds the date, the session token where there is one, and the signature over every header it has.</summary>
    public void Sign(HttpRequestMessage request, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        request.Headers.TryAddWithoutValidation("X-Amz-Date", Timestamp(now));
        if (credentials.SessionToken is { } token)
            request.Headers.TryAddWithoutValidation("X-Amz-Security-Token", token);

        var uri = request.RequestUri!;
        var contentHeaders = request.Content?.Headers.Where(header => header.Key == "Content-Type") ?? [];
        var headers = request.Headers.Concat(contentHeaders)
            .ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);

        // What HttpClient will send as Host: without a default port.
        headers["Host"] = uri.IsDefaultPort ? uri.IdnHost : $"{uri.IdnHost}:{uri.Port}";
        request.Headers.TryAddWithoutValidation("Authorization", Authorization(request.Method.Method, uri, headers, body, now));
    }

    /// <summary>The Authorization header for a request that has exactly these headers, "Host" and "X-Amz-Date" among them.</summary>
    public string Authorization(
        string method, Uri uri, IReadOnlyDictionary<string, string> headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var ordered = headers
            .Select(header => (Name: header.Key.ToLowerInvariant(), Value: Squeeze(header.Value)))
            .OrderBy(header => header.Name, StringComparer.Ordinal)
            .ToList();
        var signedHeaders = string.Join(';', ordered.Select(header => header.Name));
        var canonicalRequest = string.Join(
            '\n',
            method,
            CanonicalPath(uri),
            CanonicalQuery(uri),
            string.Concat(ordered.Select(header => $"{header.Name}:{header.Value}\n")),
            signedHeaders,
            Convert.ToHexStringLower(SHA256.HashData(body)));

        var scope = $"{Date(now)}/{region}/{service}/aws4_request";
        var requestHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalRequest)));
        var toSign = $"{Algorithm}\n{Timestamp(now)}\n{scope}\n{requestHash}";
        var signature = Convert.ToHexStringLower(Hmac(SigningKey(now), toSign));
        return $"{Algorithm} Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={signedHeaders}, Signature={signature}";
    }

    /// <summary>The key for one day, region and service.</summary>
    internal byte[] SigningKey(DateTimeOffset now)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + credentials.SecretAccessKey);
        foreach (var part in (string[])[Date(now), region, service, "aws4_request"])
            key = Hmac(key, part);
        return key;
    }

    private static string Timestamp(DateTimeOffset now) => now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Date(DateTimeOffset now) => now.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Squeeze(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <remarks>Every service but S3 wants the path, already escaped for the wire, escaped once more.</remarks>
    private static string CanonicalPath(Uri uri) => string.Join('/', uri.AbsolutePath.Split('/').Select(Uri.EscapeDataString));

    private static string CanonicalQuery(Uri uri) => string.Join('&', uri.Query.TrimStart('?')
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .Select(pair => (Name: Escape(pair[0]), Value: Escape(pair.ElementAtOrDefault(1) ?? "")))
        .OrderBy(pair => pair.Name, StringComparer.Ordinal)
        .ThenBy(pair => pair.Value, StringComparer.Ordinal)
        .Select(pair => $"{pair.Name}={pair.Value}"));

    private static string Escape(string part) => Uri.EscapeDataString(Uri.UnescapeDataString(part));
}
