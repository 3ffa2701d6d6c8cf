namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>The home folder of somebody who has never used .NET before.</summary>
internal static class NewHome
{
    /// <summary>Makes the home, with the package sources of the user who runs the tests but without anything restored.</summary>
    public static string Make(string home)
    {
        var configuration = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "NuGet", "NuGet.Config");
        var copy = Path.Combine(home, ".nuget", "NuGet", "NuGet.Config");
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        if (File.Exists(configuration))
            File.Copy(configuration, copy);
        return home;
    }

    /// <summary>The variables that lead a program there, and to nothing of the user who runs the tests.</summary>
    public static (string Name, string? Value)[] Variables(string home) =>
    [
        ("HOME", home),
        ("DOTNET_CLI_HOME", null),
        ("NUGET_PACKAGES", null),
        ("XDG_CACHE_HOME", null),
        ("XDG_CONFIG_HOME", null),
        ("XDG_DATA_HOME", null),
        ("TMPDIR", null),
    ];
}
