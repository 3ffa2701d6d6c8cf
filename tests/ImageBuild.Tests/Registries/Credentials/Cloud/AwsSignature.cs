using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ImageBuild.Tests.Registries.Credentials.Cloud;

/// <summary>Checks signatures as AWS does. Shares no code with the signer: it takes the request apart as the service would.</summary>
internal static class AwsSignature
{
    public static bool IsRight(FakeRequest request, FakeClock clock, string region, string service, string secretKey, string accessKey)
    {
        var parts = (request.Header("Authorization") ?? "").Replace("AWS4-HMAC-SHA256 ", "", StringComparison.Ordinal)
            .Split(", ").Select(part => part.Split('=', 2)).Where(part => part.Length == 2).ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
        var day = clock.Now.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var scope = $"{day}/{region}/{service}/aws4_request";
        if (parts.GetValueOrDefault("Credential") != $"{accessKey}/{scope}")
            return false;
        var signed = parts["SignedHeaders"].Split(';');
        if (!new[] { "host", "x-amz-date", "content-type" }.All(signed.Contains))
            return false;

        var text = new StringBuilder("POST\n/\n\n");
        foreach (var header in signed)
            text.Append(header).Append(':').Append(header == "host" ? request.Uri.Authority : request.Header(header)).Append('\n');
        text.Append('\n').Append(parts["SignedHeaders"]).Append('\n').Append(Hex(SHA256.HashData(Encoding.ASCII.GetBytes(request.Body))));

        var key = Mac(Mac(Mac(Mac(Encoding.ASCII.GetBytes("AWS4" + secretKey), day), region), service), "aws4_request");
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
