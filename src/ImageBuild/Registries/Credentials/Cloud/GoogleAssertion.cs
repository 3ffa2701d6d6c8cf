using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>The signed statement a service account trades for an access token (RFC 7523, RS256).</summary>
internal static class GoogleAssertion
{
    /// <summary>The grant it is used with.</summary>
    public const string GrantType = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    /// <summary>What every token is asked for; the registry knows no narrower one for writing.</summary>
    public const string Scope = "https://www.googleapis.com/auth/cloud-platform";

    /// <summary>Makes one that is good for an hour; null where the key cannot be read.</summary>
    /// <param name="account">The service account's address.</param>
    /// <param name="privateKey">Its key, PKCS#8 or PKCS#1 in PEM.</param>
    /// <param name="keyId">The key's identifier, or null.</param>
    /// <param name="audience">The token endpoint.</param>
    /// <param name="now">The time, UTC.</param>
    public static string? Create(string account, string privateKey, string? keyId, Uri audience, DateTimeOffset now)
    {
        using var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(privateKey);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            return null;
        }

        var header = new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT" };
        if (keyId is not null)
            header["kid"] = keyId;
        var claims = new JsonObject
        {
            ["iss"] = account,
            ["scope"] = Scope,
            ["aud"] = audience.OriginalString,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.ToUnixTimeSeconds() + 3600,
        };
        var signed = $"{Encode(header)}.{Encode(claims)}";
        var signature = rsa.SignData(Encoding.UTF8.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
