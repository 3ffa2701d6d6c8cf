using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>A console program that was published once, for tests that only look at what came out.</summary>
public sealed class PublishedConsole : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();

    internal Publication Publication { get; private set; } = null!;

    public async Task InitializeAsync() =>
        Publication = (await new Publisher(WarmCache.Path).PublishAsync(TestProject.Console(_folder.Path).WithImageBuild().File, _folder["out"])).Succeeded();

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();
}
