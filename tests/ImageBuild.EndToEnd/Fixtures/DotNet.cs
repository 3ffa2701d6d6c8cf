namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>The .NET command line as a user calls it, except that nothing stays behind when it ends.</summary>
internal static class DotNet
{
    /// <summary>Runs "dotnet" with these arguments in a folder.</summary>
    public static Task<CommandResult> RunAsync(string folder, IEnumerable<string> arguments, Surroundings? surroundings = null) =>
        (surroundings ?? Surroundings.Usual).Around(Quiet(new Command("dotnet", [.. arguments]) { WorkingDirectory = folder })).RunAsync();

    /// <summary>The command with the variables that every program needs which itself starts "dotnet".</summary>
    public static Command Quiet(Command command) => command.With(
        ("MSBUILDDISABLENODEREUSE", "1"),
        ("DOTNET_CLI_USE_MSBUILD_SERVER", "0"),
        ("UseSharedCompilation", "false"),
        ("DOTNET_NOLOGO", "1"),
        ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"),

        // English messages and plain lines, whatever the terminal of the one who runs the tests.
        ("DOTNET_CLI_UI_LANGUAGE", "en"),
        ("MSBUILDTERMINALLOGGER", "off"),

        // The test host leaves variables of its own, which would reach into the builds under test.
        ("MSBuildExtensionsPath", null),
        ("MSBuildSDKsPath", null),
        ("MSBUILD_EXE_PATH", null),
        ("DOTNET_HOST_PATH", null),
        ("CI", null),
        ("ContinuousIntegrationBuild", null),
        ("SOURCE_DATE_EPOCH", null),

        // A project of the user references the packed package; this is where it comes from.
        ("RestoreAdditionalProjectSources", PackedPackages.Source));
}
