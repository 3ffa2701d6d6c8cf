using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>A web application that was published once and runs while its tests ask it.</summary>
public sealed class RunningWebApplication : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();

    private RunningImage? _image;

    internal RunningImage Image => _image ?? throw new InvalidOperationException("The application was not started.");

    public async Task InitializeAsync()
    {
        var project = TestProject.Web(_folder.Path).WithImageBuild();
        var publication = (await new Publisher(WarmCache.Path).PublishAsync(project.File, _folder["out"])).Succeeded();
        _image = await ImageRunner.StartAsync(publication.LayoutPath, publication.Layout.Tag);
    }

    public Task DisposeAsync() => _image?.DisposeAsync().AsTask() ?? Task.CompletedTask;

    public void Dispose() => _folder.Dispose();
}
