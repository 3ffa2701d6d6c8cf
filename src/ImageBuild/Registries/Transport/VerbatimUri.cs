namespace ImageBuild.Registries.Transport;

/// <summary>Makes URIs whose path and query are sent exactly as a server wrote them.</summary>
/// <remarks>
/// <see cref="Uri"/> rewrites "%7E" into "~" and the like, which breaks signed URLs and the HMAC in a registry's
/// "_state"; and <c>new Uri(base, relative)</c> does it even for a verbatim base. So relative ones are resolved as text.
/// </remarks>
internal static class VerbatimUri
{
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>Reads an absolute http or https URI; null where it is none.</summary>
    public static Uri? TryCreate(string text)
    {
        // A fragment never travels, and the verbatim mode would take it for a part of the path.
        if (text.IndexOf('#', StringComparison.Ordinal) is >= 0 and var fragment)
            text = text[..fragment];
        return Uri.TryCreate(text, Verbatim, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.Host.Length > 0
            ? uri
            : null;
    }

    /// <summary>An absolute URI of which our own code wrote every character.</summary>
    public static Uri Create(string text) => TryCreate(text) ?? throw new ArgumentException("Not an absolute http or https URI.", nameof(text));

    /// <summary>Resolves a Location against the URI it answers. Null where it makes no URI.</summary>
    /// <remarks>Seen in the field: absolute, "/path", "?query", "//host/path", "host/path" without a scheme, "path".</remarks>
    public static Uri? Resolve(Uri requested, string location)
    {
        var root = requested.GetLeftPart(UriPartial.Authority);
        if (location.Contains("://", StringComparison.Ordinal) && location.IndexOf("://", StringComparison.Ordinal) < FirstDelimiter(location))
            return TryCreate(location);
        if (location.StartsWith("//", StringComparison.Ordinal))
            return TryCreate($"{requested.Scheme}:{location}");
        if (location.StartsWith('/'))
            return TryCreate(root + location);
        if (location.StartsWith('?'))
            return TryCreate(root + requested.AbsolutePath + location);
        if (location.Length == 0)
            return null;

        var slash = location.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : location[..slash];
        if (first.Length > 0 && (first.Equals(requested.Authority, StringComparison.OrdinalIgnoreCase) || ReferenceGrammar.IsRegistry(first) && first.AsSpan().IndexOfAny('.', ':') >= 0))
            return TryCreate($"{requested.Scheme}://{location}");
        var folder = requested.AbsolutePath[..(requested.AbsolutePath.LastIndexOf('/') + 1)];
        return TryCreate(root + folder + location);
    }

    /// <summary>Adds a query parameter whose value is ours; every byte of the rest stays.</summary>
    public static Uri WithQuery(Uri uri, string name, string value)
    {
        var text = uri.OriginalString;
        var separator = !text.Contains('?', StringComparison.Ordinal) ? "?" : text[^1] is '?' or '&' ? "" : "&";
        return Create($"{text}{separator}{name}={Uri.EscapeDataString(value)}");
    }

    private static int FirstDelimiter(string text) => text.AsSpan().IndexOfAny('/', '?') is >= 0 and var index ? index : text.Length;
}
