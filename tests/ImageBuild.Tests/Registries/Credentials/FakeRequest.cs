using System.Net;

namespace ImageBuild.Tests.Registries.Credentials;

/// <summary>A request as a simulated host sees it.</summary>
public sealed record FakeRequest(string Method, Uri Uri, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Path => Uri.AbsolutePath;

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>The form's fields.</summary>
    public IReadOnlyDictionary<string, string> Form() => Parse(Body);

    /// <summary>The query's fields.</summary>
    public IReadOnlyDictionary<string, string> Query() => Parse(Uri.Query.TrimStart('?'));

    private static Dictionary<string, string> Parse(string text) => text
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .ToDictionary(pair => WebUtility.UrlDecode(pair[0]), pair => WebUtility.UrlDecode(pair[1]), StringComparer.Ordinal);
}
