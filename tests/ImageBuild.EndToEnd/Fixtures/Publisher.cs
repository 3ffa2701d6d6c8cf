namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>The two doors to the engine, opened the way a user opens them.</summary>
/// <param name="Cache">The ContainerCacheDirectory; a publisher with an empty one makes every layer itself.</param>
internal sealed record Publisher(string Cache)
{
    public Surroundings Surroundings { get; init; } = Surroundings.Usual;

    /// <summary>Publishes with the package: "dotnet publish -t:PublishImage".</summary>
    /// <param name="project">A project, a solution or a folder with one of them.</param>
    /// <param name="output">A folder for what comes out; it is made by the publish, not before.</param>
    /// <param name="arguments">More arguments, such as "-p:ContainerUser=1000".</param>
    public Task<Publication> PublishAsync(string project, string output, params string[] arguments) =>
        RunAsync("publish", project, output, ["-t:PublishImage", .. arguments]);

    /// <summary>Runs the command "dotnet COMMAND PROJECT" that leads to an image in some other way.</summary>
    public async Task<Publication> RunAsync(string command, string project, string output, params string[] arguments) =>
        Made(await DotNet.RunAsync(FolderOf(project), [command, project, .. Properties(output), .. arguments], Surroundings), output);

    /// <summary>Publishes with the command: "imagebuild publish PROJECT".</summary>
    public async Task<Publication> PublishAsync(InstalledTool tool, string project, string output, params string[] arguments)
    {
        var command = Surroundings.Around(tool.Command(FolderOf(project), ["publish", project, "--", .. Properties(output), .. arguments]));
        return Made(await command.RunAsync(), output);
    }

    private static Publication Made(CommandResult result, string output) => new(result, Layout(output), ResultFile(output));

    private string[] Properties(string output) =>
    [
        $"-p:ContainerCacheDirectory={Cache}",
        $"-p:ContainerLayoutPath={Layout(output)}",
        $"-p:ContainerResultFile={ResultFile(output)}",
    ];

    private static string Layout(string output) => Path.Combine(output, "layout");

    private static string ResultFile(string output) => Path.Combine(output, "result.json");

    private static string FolderOf(string project) => Directory.Exists(project) ? project : Path.GetDirectoryName(project)!;
}
