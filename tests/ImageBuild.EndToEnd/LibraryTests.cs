using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

public sealed class LibraryTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Publisher _publisher = new(WarmCache.Path);

    [Fact]
    public async Task A_library_alone_is_an_error_with_a_code()
    {
        var library = TestProject.Library(_folder.Path).WithImageBuild();

        var publication = await _publisher.PublishAsync(library.File, _folder["out"]);

        Errors.HasCode(publication.Command.Failed());
        Assert.False(Directory.Exists(publication.LayoutPath));
    }

    [Fact]
    public async Task A_library_in_a_solution_is_passed_over()
    {
        TestProject.Library(_folder.Path).WithImageBuild();
        TestProject.Console(_folder.Path).WithImageBuild();
        var solution = _folder["All.slnx"];
        await File.WriteAllTextAsync(solution, """
            <Solution>
              <Project Path="Words/Words.csproj" />
              <Project Path="Tool/Tool.csproj" />
            </Solution>
            """);

        var publication = (await _publisher.PublishAsync(solution, _folder["out"])).Succeeded();

        Errors.HasNone(publication.Command);
        Assert.Contains("app/Tool.dll", publication.Layout.Files());
    }

    [Fact]
    public async Task A_project_that_is_not_publishable_is_passed_over()
    {
        var project = TestProject.Console(_folder.Path).WithImageBuild().Property("IsPublishable", "false");

        var publication = (await _publisher.PublishAsync(project.File, _folder["out"])).Succeeded();

        Errors.HasNone(publication.Command);
        Assert.False(Directory.Exists(publication.LayoutPath));
    }

    public void Dispose() => _folder.Dispose();
}
