namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>An answer of a login service, read completely. A class, not a record: its text form must not hold the body.</summary>
internal sealed class CloudResponse(int status, string body, Func<string, string?> header)
{
    /// <summary>The HTTP status.</summary>
    public int Status => status;

    /// <summary>Whether the status is 2xx.</summary>
    public bool Succeeded => status is >= 200 and < 300;

    /// <summary>The body; holds secrets.</summary>
    public string Body => body;

    /// <summary>A header's value, or null.</summary>
    public string? Header(string name) => header(name);

    /// <summary>A top-level member of a JSON object as text; null where the body is something else or lacks it.</summary>
    public string? Member(string name) => JsonText.Member(body, name);

    /// <summary>"403" or "403 AccessDenied": the status with the service's own code, which is all of a body that may be shown.</summary>
    public string Describe()
    {
        var code = MessageText.Code(Member("error") ?? Member("__type") ?? Header("x-amzn-ErrorType"));

        // Entra's "error" is coarse; the number in its description is what people search for.
        var entra = Member("error_description") is { } text && text.StartsWith("AADSTS", StringComparison.Ordinal)
            ? $" {MessageText.Code(text)}"
            : "";
        return code.Length == 0 ? $"{status}" : $"{status} {code}{entra}";
    }
}
