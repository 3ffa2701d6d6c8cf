using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

public sealed class ToolTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Publisher _publisher = new(WarmCache.Path);

    [Fact]
    public async Task Publish_prints_the_digest_reference_alone_on_standard_output()
    {
        var tool = await InstalledTool.InstallAsync(_folder["tool"]);
        var project = TestProject.Console(_folder.Path);

        var publication = (await _publisher.PublishAsync(tool, project.File, _folder["out"])).Succeeded();

        var line = Assert.Single(publication.Command.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.EndsWith($"@{publication.Result.Digest}", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_fails_when_the_project_does_not_compile()
    {
        var tool = await InstalledTool.InstallAsync(_folder["tool"]);
        var project = TestProject.Console(_folder.Path).Containing("Program.cs", "this is no program");

        var publication = await _publisher.PublishAsync(tool, project.File, _folder["out"]);

        publication.Command.Failed();
        Assert.Contains("error CS", publication.Command.Everything, StringComparison.Ordinal);
        Assert.False(Directory.Exists(publication.LayoutPath));
    }

    public void Dispose() => _folder.Dispose();
}
