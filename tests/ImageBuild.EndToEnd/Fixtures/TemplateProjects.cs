namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>Projects as "dotnet new" makes them, untouched: what they need of us stands in Directory.Build.props and .targets beside them.</summary>
internal sealed class TemplateProjects
{
    private readonly string _root;

    /// <param name="root">A folder for the projects.</param>
    /// <param name="properties">More properties for all of them, as XML.</param>
    /// <param name="targets">Targets for all of them, as XML.</param>
    public TemplateProjects(string root, string properties = "", string targets = "")
    {
        _root = Directory.CreateDirectory(root).FullName;
        File.WriteAllText(Path.Combine(_root, "Directory.Build.props"), $"""
            <Project>
              <PropertyGroup>{properties}</PropertyGroup>
              <ItemGroup><PackageReference Include="ImageBuild.Tasks" Version="{PackedPackages.Version}" PrivateAssets="all" /></ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(_root, "Directory.Build.targets"), $"<Project>{targets}</Project>");
    }

    /// <summary>Makes a project.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="template">The template and its options: "console --language F#"; at the end a target framework where it is another one: "web net8.0".</param>
    /// <returns>The project file; of several, the one that has the name.</returns>
    public async Task<string> CreateAsync(string name, string template)
    {
        var folder = Path.Combine(_root, name);
        var words = template.Split(' ');
        var framework = words[^1].StartsWith("net", StringComparison.Ordinal) && words.Length > 1 ? words[^1] : "net10.0";
        (await DotNet.RunAsync(_root, ["new", words[0], "--name", name, "--output", folder, "--no-restore", .. words[1..].Where(word => word != framework)])).Succeeded();
        var project = Directory.EnumerateFiles(folder, $"{name}.??proj", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(project, (await File.ReadAllTextAsync(project)).Replace("net10.0", framework, StringComparison.Ordinal));
        return project;
    }
}
