namespace ImageBuild.Registries.Credentials;

/// <summary>Finds a program in the folders of PATH.</summary>
internal static class ExecutableFinder
{
    /// <summary>The program's full path, or null.</summary>
    /// <remarks>
    /// Relative folders in PATH, the empty one too, mean the current folder and are skipped: a checked-out repository must not
    /// bring its own helper. On Windows only .exe: a batch file would be run by a shell.
    /// </remarks>
    public static string? Find(string program, string? path) =>
        (path ?? "").Split(Path.PathSeparator)
            .Where(Path.IsPathFullyQualified)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program))
            .FirstOrDefault(IsExecutable);

    private static bool IsExecutable(string file)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(file) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & Execute) != 0);
    }
}
