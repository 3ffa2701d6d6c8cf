using System.Diagnostics.CodeAnalysis;

namespace ImageBuild.Debian;

/// <summary>Paths and names from an index or from a lock file that somebody may have edited.</summary>
internal static class PoolPath
{
    /// <summary>Whether appending the path to the archive's address stays within the archive.</summary>
    public static bool IsSafe([NotNullWhen(true)] string? path) =>
        path is { Length: > 0 }
        && !path.StartsWith('/')
        && path.All(character => character is > ' ' and < (char)127 and not ('\\' or '?' or '#'))
        && !path.Split('/').Any(part => part is "" or "." or "..");

    /// <summary>Whether a text can be a package's name; policy 5.6.1.</summary>
    public static bool IsPackageName(string name) =>
        name.Length >= 2 && char.IsAsciiLetterOrDigit(name[0]) && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '+' or '-' or '.');

    /// <summary>The address of a file of an archive.</summary>
    /// <param name="archive">The archive, with or without a trailing '/'.</param>
    /// <param name="path">Relative to it. Characters such as '+' and '~' mean themselves; '%' is written by nobody but escaped to be safe.</param>
    public static Uri In(Uri archive, string path) =>
        new(archive.AbsoluteUri.TrimEnd('/') + "/" + path.Replace("%", "%25", StringComparison.Ordinal));
}
