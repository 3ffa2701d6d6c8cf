namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>The command "imagebuild", installed from its packed package into a folder.</summary>
internal sealed class InstalledTool
{
    private readonly string _folder;

    private InstalledTool(string folder) => _folder = folder;

    public static async Task<InstalledTool> InstallAsync(string folder)
    {
        (await DotNet.RunAsync(
            Path.GetTempPath(),
            [
                "tool", "install", "ImageBuild.Tool",
                "--version", PackedPackages.Version,
                "--add-source", PackedPackages.Source,
                "--tool-path", folder,
            ])).Succeeded();
        return new InstalledTool(folder);
    }

    /// <summary>The command in a folder, with the quiet environment of <see cref="DotNet"/>.</summary>
    public Command Command(string workingDirectory, params string[] arguments) =>
        DotNet.Quiet(new Command(Path.Combine(_folder, "imagebuild"), arguments) { WorkingDirectory = workingDirectory });

    /// <summary>Runs the command in the folder for temporary files.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) => Command(Path.GetTempPath(), arguments).RunAsync();
}
