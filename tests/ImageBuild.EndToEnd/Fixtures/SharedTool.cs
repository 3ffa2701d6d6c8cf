namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>The command as a person uses it who has a home of their own, away from the logins of this machine.</summary>
/// <param name="Home">The home folder; the Docker configuration is in it.</param>
internal sealed record SharedTool(string Home)
{
    private static readonly Lazy<Task<InstalledTool>> Installed = new(InstallAsync);

    public string DockerConfig => Path.Combine(Home, ".docker", "config.json");

    /// <summary>More variables, such as a password.</summary>
    public IReadOnlyList<(string Name, string? Value)> Variables { get; init; } = [];

    /// <summary>NuGet's packages of this machine: a home of one's own has none, and they save the download.</summary>
    public static string PackagesFolder { get; } =
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>The same person with more variables.</summary>
    public SharedTool With(params (string Name, string? Value)[] variables) => this with { Variables = [.. Variables, .. variables] };

    public async Task<CommandResult> RunAsync(params string[] arguments) => await (await CommandAsync(arguments)).RunAsync();

    public async Task<Command> CommandAsync(params string[] arguments) =>
        (await Installed.Value).Command(Home, arguments)
            .With(("HOME", Home), ("DOCKER_CONFIG", Path.GetDirectoryName(DockerConfig)), ("XDG_RUNTIME_DIR", null), ("XDG_CONFIG_HOME", null), ("DOCKER_AUTH_CONFIG", null), ("REGISTRY_AUTH_FILE", null))
            .With([.. Variables]);

    /// <summary>Once a run, because it takes seconds.</summary>
    private static Task<InstalledTool> InstallAsync()
    {
        var folder = Path.Combine(Repository.Root, "artifacts", "test-tool");
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        return InstalledTool.InstallAsync(folder);
    }
}
