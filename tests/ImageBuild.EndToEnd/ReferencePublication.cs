using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>A publish under ordinary circumstances, which the others are compared with.</summary>
public sealed class ReferencePublication : IAsyncLifetime, IDisposable
{
    private const string LockFile = "imagebuild.lock.json";

    private readonly TempFolder _folder = new();
    private string _project = "";

    /// <summary>A cache that knows base system and frameworks, whose making takes most of the time, and nothing of the application.</summary>
    private string Foundation => _folder["foundation"];

    public string Digest { get; private set; } = "";

    /// <summary>Digests from the lowest to the topmost, so that a difference is reported where it is.</summary>
    public IReadOnlyList<string> Layers { get; private set; } = [];

    public string Cache => _folder["cache"];

    /// <summary>Writes a web application with a package and a project reference: every kind of layer an application has.</summary>
    /// <param name="withPackage">Whether both projects reference ImageBuild.Tasks, by a Directory.Build.props.</param>
    /// <returns>The project file of the application.</returns>
    public static string CreateProject(string folder, bool withPackage)
    {
        TestProject.Library(folder);
        var web = TestProject.Web(folder)
            .Item("""<ProjectReference Include="../Words/Words.csproj" />""")
            .Item("""<PackageReference Include="Microsoft.Data.Sqlite" Version="10.0.13" />""")
            .Containing("Endpoints.cs", """
                public static class Endpoints
                {
                    public static string Text => Words.Greeting.Text + Microsoft.Data.Sqlite.SqliteFactory.Instance;
                }
                """)
            .Containing("appsettings.json", """{ "Some": "setting" }""")
            .Containing("wwwroot/site.css", "body { margin: 0 }");
        var package = withPackage
            ? $"""<PackageReference Include="ImageBuild.Tasks" Version="{PackedPackages.Version}" PrivateAssets="all" />"""
            : "";
        File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), $"<Project><ItemGroup>{package}</ItemGroup></Project>");
        return web.File;
    }

    public async Task InitializeAsync()
    {
        (await new Publisher(Foundation).PublishAsync(TestProject.Web(_folder.Path, "Foundation").WithImageBuild().File, _folder["out-foundation"])).Succeeded();

        await CopyFoundationAsync(Cache);
        _project = CreateProject(_folder.Folder("checkout"), withPackage: true);
        var publication = (await new Publisher(Cache).PublishAsync(_project, _folder["out"])).Succeeded();
        Digest = publication.Result.Digest;
        Layers = publication.Layout.LayerDigests;
    }

    /// <summary>Starts a cache in which the layers of the application are still to be made.</summary>
    public Task CopyFoundationAsync(string cache) =>
        new Command("cp", "-r", Foundation, cache).RunWellAsync();

    /// <summary>The lock belongs to the source, as in a repository where it is committed.</summary>
    public void CopyLockTo(string project)
    {
        var file = Path.Combine(Path.GetDirectoryName(_project)!, LockFile);
        if (File.Exists(file))
            File.Copy(file, Path.Combine(Path.GetDirectoryName(project)!, LockFile));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();
}
