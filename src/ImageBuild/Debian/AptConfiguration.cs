namespace ImageBuild.Debian;

/// <summary>Finds the mirrors of a distribution that the owner of this machine chose, in sources.list and sources.list.d.</summary>
/// <remarks>
/// sources.list(5). Only addresses are taken: the suite is the one the image needs, the keys are ours. Entries of other
/// vendors, switched-off entries and files nobody can read are passed over: apt's configuration is not ours to judge.
/// </remarks>
internal static class AptConfiguration
{
    /// <summary>The mirrors, in the order of apt's files.</summary>
    /// <param name="aptFolder">"/etc/apt".</param>
    /// <param name="vendor">Whose archives they mirror.</param>
    /// <param name="architecture">A mirror in the folder of other architectures is passed over.</param>
    public static IReadOnlyList<AptMirror> Mirrors(string aptFolder, Vendor vendor, string architecture)
    {
        var entries = Files(aptFolder).SelectMany(ReadFile).ToList();

        // An address that offers updates or security updates of a release is a mirror even if its path has another name.
        var withUpdates = entries.Where(entry => IsUpdates(vendor, entry.Suite) || IsSecurity(vendor, entry.Suite)).Select(entry => entry.Uri).ToHashSet(StringComparer.Ordinal);
        var mirrors = new List<AptMirror>();
        foreach (var entry in entries)
        {
            if (!Uri.TryCreate(entry.Uri, UriKind.Absolute, out var uri)
                || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
                || !Mirrors(vendor, architecture, entry, uri, withUpdates.Contains(entry.Uri)))
            {
                continue;
            }

            var security = IsSecurity(vendor, entry.Suite)
                || (AptMirror.FolderOf(uri) == vendor.SecurityFolder(architecture) && vendor.SecurityFolder(architecture) != vendor.MainFolder(architecture));
            var known = mirrors.FindIndex(mirror => mirror.Uri == uri);
            if (known < 0)
                mirrors.Add(new(uri, !security, security));
            else
                mirrors[known] = new(uri, mirrors[known].HasMain || !security, mirrors[known].HasSecurity || security);
        }

        return mirrors;
    }

    private static bool Mirrors(Vendor vendor, string architecture, AptEntry entry, Uri uri, bool hasUpdates)
    {
        string[] usual = [vendor.MainFolder(architecture), vendor.SecurityFolder(architecture)];
        var folder = AptMirror.FolderOf(uri);
        var isForOthers = !usual.Contains(folder) && (folder == vendor.Name || folder == vendor.Name + "-ports");
        return entry.Components.Contains("main")
            && vendor.Releases.Contains(entry.Suite.Split('-', '/')[0])
            && !isForOthers
            && (usual.Contains(folder) || hasUpdates || entry.SignedBy.Contains(vendor.Name + "-archive", StringComparison.Ordinal));
    }

    private static bool IsUpdates(Vendor vendor, string suite) =>
        suite.EndsWith("-updates", StringComparison.Ordinal) && vendor.Releases.Contains(suite.Split('-')[0]);

    private static bool IsSecurity(Vendor vendor, string suite) =>
        (suite.EndsWith("-security", StringComparison.Ordinal) || suite.EndsWith("/updates", StringComparison.Ordinal))
        && vendor.Releases.Contains(suite.Split('-', '/')[0]);

    private static IEnumerable<string> Files(string aptFolder)
    {
        var folder = Path.Combine(aptFolder, "sources.list.d");
        var parts = Directory.Exists(folder)
            ? Directory.GetFiles(folder).Where(file => file.EndsWith(".list", StringComparison.Ordinal) || file.EndsWith(".sources", StringComparison.Ordinal))
            : [];
        return parts.Order(StringComparer.Ordinal).Prepend(Path.Combine(aptFolder, "sources.list"));
    }

    private static IReadOnlyList<AptEntry> ReadFile(string path)
    {
        try
        {
            var text = File.Exists(path) ? File.ReadAllText(path) : "";
            return path.EndsWith(".sources", StringComparison.Ordinal) ? [.. ReadParagraphs(text)] : [.. text.Split('\n').SelectMany(ReadLine)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            return [];
        }
    }

    /// <summary>The old syntax: <c>deb [option=value …] uri suite component …</c></summary>
    private static IEnumerable<AptEntry> ReadLine(string line)
    {
        line = line.Split('#')[0].Trim();
        var options = "";
        if (line.IndexOf('[', StringComparison.Ordinal) is >= 0 and var open && line.IndexOf(']', open) is >= 0 and var close)
        {
            options = line[(open + 1)..close];
            line = line.Remove(open, close - open + 1);
        }

        var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length >= 4 && words[0] == "deb")
            yield return new AptEntry(words[1], words[2], words[3..], options);
    }

    /// <summary>The new syntax: paragraphs whose fields hold lists.</summary>
    private static IEnumerable<AptEntry> ReadParagraphs(string text) =>
        from paragraph in ControlParagraph.ReadAll(new StringReader(text))
        where paragraph.Words("Types").Contains("deb") && !IsNo(paragraph["Enabled"])
        from uri in paragraph.Words("URIs")
        from suite in paragraph.Words("Suites")
        select new AptEntry(uri, suite, paragraph.Words("Components"), paragraph["Signed-By"] ?? "");

    private static bool IsNo(string? value) => value?.Trim().ToLowerInvariant() is "no" or "false" or "without" or "off" or "disable" or "0";
}
