namespace ImageBuild.Registries.Transport;

/// <summary>Reads where the next page is (RFC 8288).</summary>
internal static class LinkHeader
{
    /// <summary>The URI of the next page; null where there is none or where it lies on another host.</summary>
    public static Uri? Next(RegistryOrigin origin, Uri requested, HttpResponseMessage response)
    {
        foreach (var line in ResponseHeaders.All(response, "Link"))
        {
            // Several links may share a line; the separating commas are the ones after which a '<' comes.
            foreach (var link in line.Split('<').Skip(1))
            {
                var end = link.IndexOf('>', StringComparison.Ordinal);
                if (end < 0 || !IsNext(link[(end + 1)..]))
                    continue;
                var next = VerbatimUri.Resolve(requested, link[..end]);
                if (next is { Scheme: "http" } && origin.IsHttps)
                    next = VerbatimUri.TryCreate("https" + next.OriginalString[4..]);
                return next is not null && origin.Owns(next) ? next : null;
            }
        }

        return null;
    }

    private static bool IsNext(string parameters) => parameters.Split(';', ',').Any(part =>
        part.Replace(" ", "", StringComparison.Ordinal) is "rel=next" or "rel=\"next\"");
}
