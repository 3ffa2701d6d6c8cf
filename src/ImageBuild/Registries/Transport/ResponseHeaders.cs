namespace ImageBuild.Registries.Transport;

/// <summary>Reads headers as they were sent: the typed ones are null for values that are merely odd.</summary>
internal static class ResponseHeaders
{
    public static string? First(HttpResponseMessage response, string name) => All(response, name).FirstOrDefault();

    /// <summary>All lines of a header, unparsed.</summary>
    public static IEnumerable<string> All(HttpResponseMessage response, string name)
    {
        if (response.Headers.NonValidated.TryGetValues(name, out var values))
        {
            foreach (var value in values)
                yield return value.Trim();
        }

        if (response.Content.Headers.NonValidated.TryGetValues(name, out var contentValues))
        {
            foreach (var value in contentValues)
                yield return value.Trim();
        }
    }

    /// <summary>The media type of the body without its parameters; empty where none is stated.</summary>
    public static string MediaType(HttpResponseMessage response)
    {
        var text = First(response, "Content-Type") ?? "";
        var end = text.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).Trim();
    }
}
