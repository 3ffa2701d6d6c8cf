namespace ImageBuild.Tar;

/// <summary>The names in an archive of somebody else, as container runtimes take them.</summary>
internal static class ArchivePath
{
    /// <summary>What Linux takes.</summary>
    private const int MaxLength = 4096;

    /// <summary>A name relative to the root of the image, whether "/" or "./" stands before it or "/" behind it.</summary>
    /// <returns>"" for the root; null for a path that leads upwards or could not be a path.</returns>
    public static string? Normalise(string path)
    {
        if (path.Length > MaxLength || path.Contains('\0', StringComparison.Ordinal))
            return null;
        if (IsNormal(path))
            return path;
        var parts = path.Split('/').Where(part => part is not ("" or ".")).ToArray();
        return parts.Contains("..") ? null : string.Join('/', parts);
    }

    private static bool IsNormal(string path)
    {
        foreach (var part in path.AsSpan().Split('/'))
        {
            if (path.AsSpan(part) is "" or "." or "..")
                return false;
        }

        return true;
    }
}
