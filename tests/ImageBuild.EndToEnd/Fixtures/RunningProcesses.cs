namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>What the kernel tells about all processes of the machine.</summary>
internal static class RunningProcesses
{
    /// <summary>A file of /proc of each of them: "cmdline" or "environ", with NUL behind each part; empty where it cannot be read.</summary>
    public static IEnumerable<string> Read(string file) =>
        Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])).Select(folder => Read(folder, file));

    private static string Read(string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ""; // ended meanwhile, or somebody else's
        }
    }
}
