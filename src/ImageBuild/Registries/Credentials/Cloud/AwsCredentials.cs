namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>Keys to sign requests to AWS with. A class, not a record: its text form must not hold them.</summary>
/// <param name="accessKeyId">The public half.</param>
/// <param name="secretAccessKey">The secret half.</param>
/// <param name="sessionToken">Comes with temporary keys; null for long-lived ones.</param>
/// <param name="source">Where they came from, for messages.</param>
internal sealed class AwsCredentials(string accessKeyId, string secretAccessKey, string? sessionToken, string source)
{
    /// <summary>The public half, sent with every request.</summary>
    public string AccessKeyId => accessKeyId;

    /// <summary>The secret half, never sent.</summary>
    public string SecretAccessKey => secretAccessKey;

    /// <summary>Sent with every request where there is one.</summary>
    public string? SessionToken => sessionToken is { Length: > 0 } ? sessionToken : null;

    /// <summary>Where the keys came from.</summary>
    public string Source => source;

    /// <summary>Reads the JSON that the container endpoint, the instance metadata and credential processes all answer with.</summary>
    /// <returns>Null where a key is missing.</returns>
    public static AwsCredentials? FromJson(string json, string tokenMember, string source)
    {
        using var document = JsonText.Parse(json);
        if (document is null)
            return null;
        var id = JsonText.Member(document.RootElement, "AccessKeyId");
        var secret = JsonText.Member(document.RootElement, "SecretAccessKey");
        return id is { Length: > 0 } && secret is { Length: > 0 }
            ? new AwsCredentials(id, secret, JsonText.Member(document.RootElement, tokenMember), source)
            : null;
    }

    /// <inheritdoc />
    public override string ToString() => source;
}
