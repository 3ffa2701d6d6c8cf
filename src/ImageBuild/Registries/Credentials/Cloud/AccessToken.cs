namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>An OAuth2 access token. A class, not a record: its text form must not hold it.</summary>
/// <param name="token">The token.</param>
/// <param name="expiresAt">UTC.</param>
/// <param name="source">Where it came from, for messages.</param>
internal sealed class AccessToken(string token, DateTimeOffset expiresAt, string source)
{
    /// <summary>The token.</summary>
    public string Token => token;

    /// <summary>Until when it is good, UTC.</summary>
    public DateTimeOffset ExpiresAt => expiresAt;

    /// <summary>Where it came from.</summary>
    public string Source => source;

    /// <summary>Reads "access_token" and "expires_in" of a token answer (RFC 6749 section 5.1); null where there is no token.</summary>
    public static AccessToken? From(CloudResponse response, DateTimeOffset now, string source) =>
        response.Succeeded && response.Member("access_token") is { Length: > 0 } token
            ? new AccessToken(token, now + (JsonText.Seconds(response.Member("expires_in")) ?? TimeSpan.FromMinutes(5)), source)
            : null;

    /// <inheritdoc />
    public override string ToString() => source;
}
