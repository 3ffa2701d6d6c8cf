namespace ImageBuild.Publishing.Stamps;

/// <summary>The commit a working tree stands on, read from git's files: starting git would take longer than all the rest of a publish without changes.</summary>
/// <remarks>gitrepository-layout(5).</remarks>
public static class CommitId
{
    private const string Reference = "ref: ";

    /// <summary>The commit; empty where there is no repository or no commit; null where git keeps references in a way this class does not know, or was told of a repository elsewhere.</summary>
    public static string? Read(string folder) => Read(folder, Environment.GetEnvironmentVariable);

    internal static string? Read(string folder, Func<string, string?> environment)
    {
        // Then git looks there and not above the folder.
        if (environment("GIT_DIR") is { Length: > 0 })
            return null;
        try
        {
            if (FindGitFolder(folder) is not { } git)
                return "";
            var head = File.ReadAllText(Path.Combine(git, "HEAD")).Trim();
            if (!head.StartsWith(Reference, StringComparison.Ordinal))
                return head;
            var name = head[Reference.Length..];
            var common = File.Exists(Path.Combine(git, "commondir")) ? Path.GetFullPath(File.ReadAllText(Path.Combine(git, "commondir")).Trim(), git) : git;
            if (Directory.Exists(Path.Combine(common, "reftable")))
                return null;
            var loose = Path.Combine(common, name);
            if (File.Exists(loose))
                return File.ReadAllText(loose).Trim();
            var packed = Path.Combine(common, "packed-refs");
            return File.Exists(packed) ? File.ReadLines(packed).FirstOrDefault(line => line.EndsWith(" " + name, StringComparison.Ordinal))?.Split(' ')[0] ?? "" : "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>".git" of the nearest folder above; in a second working tree it is a file that says where.</summary>
    private static string? FindGitFolder(string folder)
    {
        for (var at = Path.GetFullPath(folder); at is not null; at = Path.GetDirectoryName(at))
        {
            var git = Path.Combine(at, ".git");
            if (Directory.Exists(git))
                return git;
            if (File.Exists(git))
                return File.ReadAllText(git).Trim() is var text && text.StartsWith("gitdir: ", StringComparison.Ordinal) ? Path.GetFullPath(text["gitdir: ".Length..], at) : null;
        }

        return null;
    }
}
