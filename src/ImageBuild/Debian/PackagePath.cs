using ImageBuild.Tar;

namespace ImageBuild.Debian;

/// <summary>The paths in packages.</summary>
internal static class PackagePath
{
    /// <summary>The top-level directories that are links into usr since the merge of the two.</summary>
    public static IReadOnlyList<string> MergedDirectories { get; } = ["bin", "lib", "lib32", "lib64", "libo32", "libx32", "sbin"];

    /// <summary>Takes off "./" and a trailing '/'.</summary>
    /// <returns>Empty for the root; null where the path is absolute or leads upwards.</returns>
    public static string? Normalise(string path) => path.StartsWith('/') ? null : ArchivePath.Normalise(path);

    /// <summary>Where a path really is once the top-level directories are links: "lib/x" is "usr/lib/x".</summary>
    public static string Merge(string path)
    {
        var top = path.Split('/', 2)[0];
        return MergedDirectories.Contains(top) ? "usr/" + path : path;
    }

    /// <summary>Whether a symbolic link never goes above the root on its way, whatever the links it passes.</summary>
    /// <param name="path">Where the link is.</param>
    /// <param name="target">Where it leads, absolute or relative to its directory.</param>
    public static bool StaysBelowRoot(string path, string target)
    {
        if (target.Length == 0 || target.Contains('\0', StringComparison.Ordinal))
            return false;
        var depth = target.StartsWith('/') ? 0 : path.Count(character => character == '/');
        foreach (var part in target.Split('/').Where(part => part is not ("" or ".")))
        {
            depth += part == ".." ? -1 : 1;
            if (depth < 0)
                return false;
        }

        return true;
    }

    /// <summary>The directory a path is in; empty for the root.</summary>
    public static string Parent(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "";
}
