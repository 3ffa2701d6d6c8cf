using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd.Inspection;

/// <summary>A web application with every kind of layer, built in two folders without mapping them, and once more with a newer package.</summary>
public sealed class TwoBuilds : IAsyncLifetime, IDisposable
{
    /// <summary>The tests that share them; three builds take a while.</summary>
    public const string Collection = "two builds";

    private readonly TempFolder _folder = new();

    internal SharedTool Tool { get; private set; } = null!;

    /// <summary>Built in the folder "one".</summary>
    internal Publication First { get; private set; } = null!;

    /// <summary>The same source, built in the folder "two".</summary>
    internal Publication Second { get; private set; } = null!;

    /// <summary>Built in the folder "two" with a newer package and one more variable.</summary>
    internal Publication Newer { get; private set; } = null!;

    public string FolderOne => _folder["one"];

    public string FolderTwo => _folder["two"];

    public async Task InitializeAsync()
    {
        Tool = new SharedTool(_folder.Folder("home"));
        First = await PublishAsync(ReferencePublication.CreateProject(_folder.Folder("one"), withPackage: true), "first");
        var project = ReferencePublication.CreateProject(_folder.Folder("two"), withPackage: true);
        Second = await PublishAsync(project, "second");
        await File.WriteAllTextAsync(project, (await File.ReadAllTextAsync(project))
            .Replace("10.0.13", "10.0.15", StringComparison.Ordinal)
            .Replace("<ItemGroup>", """<ItemGroup><ContainerEnvironmentVariable Include="MODE" Value="new" />""", StringComparison.Ordinal));
        Newer = await PublishAsync(project, "newer");
    }

    /// <summary>The image as the command line names it.</summary>
    internal static string Source(Publication publication) => $"oci:{publication.LayoutPath}:{publication.Layout.Tag}";

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    private async Task<Publication> PublishAsync(string project, string name) =>
        (await new Publisher(WarmCache.Path).PublishAsync(project, _folder[name], "-p:DeterministicSourcePaths=false")).Succeeded();
}

/// <summary>Tells xunit who shares <see cref="TwoBuilds"/>.</summary>
[CollectionDefinition(TwoBuilds.Collection)]
public sealed class TwoBuildsCollection : ICollectionFixture<TwoBuilds>;
