using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using ImageBuild.Registries.Transport;

namespace ImageBuild.Registries.Failures;

/// <summary>Makes a <see cref="RegistryFailure"/> of an answer, whatever shape its body has.</summary>
/// <remarks>
/// Met: the specification's errors array, Artifactory's variant with "status", {"details"} of token services,
/// HTML-escaped JSON (Nexus), plain text (ECR, distribution's own 404), HTML (nginx).
/// </remarks>
internal static class FailureReader
{
    private const int BodyLimit = 64 * 1024;
    private const int MessageLimit = 500;
    private static readonly string[] RequestIdHeaders =
        ["x-request-id", "x-amzn-requestid", "x-ms-correlation-request-id", "x-ms-request-id", "x-github-request-id", "x-gitlab-request-id", "x-correlation-id"];

    /// <summary>Reads the body as far as is sensible. The answer stays the caller's to dispose of.</summary>
    public static async Task<RegistryFailure> ReadAsync(
        HttpResponseMessage response, string registry, string repository, HttpMethod method, RegistryOptions options, CancellationToken cancellationToken)
    {
        var text = "";
        try
        {
            text = Encoding.UTF8.GetString(await ResponseBody.ReadAtMostAsync(response, BodyLimit, options, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or Diagnostics.ImageBuildException)
        {
            // The status alone has to do.
        }

        var (code, message) = Parse(text);
        return new(registry, repository, method.Method)
        {
            Status = (int)response.StatusCode,
            Code = code is null ? null : Clean(code, 60),
            Message = message is null ? null : Clean(message, MessageLimit),
            RequestId = RequestIdHeaders.Select(name => ResponseHeaders.First(response, name)).FirstOrDefault(value => value is not null) is { } id ? Clean(id, 100) : null,
            RetryAfter = RetryAfter(response, options.Time),
        };
    }

    /// <summary>Retry-After as seconds or as a date; X-Retry-After as Unix time, which Docker Hub used.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        if (ResponseHeaders.First(response, "Retry-After") is { } text)
        {
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                return TimeSpan.FromSeconds(seconds);
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
                return Positive(date - time.GetUtcNow());
        }

        if (ResponseHeaders.First(response, "X-Retry-After") is { } unix && long.TryParse(unix, NumberStyles.None, CultureInfo.InvariantCulture, out var moment) && moment < 253402300800)
            return Positive(DateTimeOffset.FromUnixTimeSeconds(moment) - time.GetUtcNow());
        return null;

        static TimeSpan Positive(TimeSpan span) => span < TimeSpan.Zero ? TimeSpan.Zero : span;
    }

    /// <summary>One line without control characters, at most so long. URLs lose their query: it may hold a signature.</summary>
    public static string Clean(string text, int limit)
    {
        var result = new StringBuilder(Math.Min(text.Length, limit));
        var inUrl = false;
        var inQuery = false;
        for (var index = 0; index < text.Length && result.Length < limit; index++)
        {
            var character = char.IsControl(text[index]) ? ' ' : text[index];
            if (character is ' ' or '"' or '\'' or '<' or '>' or ')')
                inUrl = inQuery = false;
            else if (character == ':' && index + 2 < text.Length && text[index + 1] == '/' && text[index + 2] == '/')
                inUrl = true;
            else if (character == '?' && inUrl && !inQuery)
            {
                inQuery = true;
                result.Append("?…");
            }

            if (!inQuery && !(character == ' ' && (result.Length == 0 || result[^1] == ' ')))
                result.Append(character);
        }

        return result.ToString().TrimEnd();
    }

    private static (string? Code, string? Message) Parse(string text)
    {
        text = text.Trim();
        if (text.Length == 0)
            return (null, null);
        if (text.StartsWith("{&quot;", StringComparison.Ordinal) || text.StartsWith("{&#", StringComparison.Ordinal))
            text = WebUtility.HtmlDecode(text);
        if (text[0] == '<')
            return (null, Title(text));
        if (text[0] != '{')
            return (null, text);
        try
        {
            using var document = JsonDocument.Parse(text, new() { MaxDepth = 32 });
            return ReadJson(document.RootElement);
        }
        catch (JsonException)
        {
            return (null, text);
        }
    }

    private static (string? Code, string? Message) ReadJson(JsonElement root)
    {
        if (root.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array && errors.GetArrayLength() > 0 && errors[0].ValueKind == JsonValueKind.Object)
        {
            var first = errors[0];
            var detail = first.TryGetProperty("detail", out var value) ? Short(value) : null;
            var message = Text(first, "message");
            return (Text(first, "code"), string.Join("; ", new[] { message, detail }.Where(part => !string.IsNullOrEmpty(part)).Distinct()));
        }

        // OAuth2 token services, Docker Hub and AWS each have names of their own for the same thing.
        return (Text(root, "code") ?? Text(root, "error"),
            Text(root, "message") ?? Text(root, "error_description") ?? Text(root, "details") ?? Text(root, "detail") ?? Text(root, "errors"));
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Short(JsonElement detail) => detail.ValueKind switch
    {
        JsonValueKind.String => detail.GetString(),
        JsonValueKind.Object => Text(detail, "message") ?? Text(detail, "digest") ?? Text(detail, "Digest"),
        _ => null,
    };

    private static string? Title(string html)
    {
        var start = html.IndexOf("<title>", StringComparison.OrdinalIgnoreCase);
        var end = start < 0 ? -1 : html.IndexOf("</title>", start, StringComparison.OrdinalIgnoreCase);
        return end < 0 ? "an HTML page" : "an HTML page: " + WebUtility.HtmlDecode(html[(start + 7)..end]);
    }
}
