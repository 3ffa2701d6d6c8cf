using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>What is in the image, and what is not.</summary>
public sealed class ContentsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Publisher _publisher = new(WarmCache.Path);

    [Fact]
    public async Task A_file_of_an_earlier_publish_stays_out()
    {
        var project = TestProject.Console(_folder.Path).WithImageBuild()
            .Item("""<Content Include="*.txt" CopyToPublishDirectory="PreserveNewest" />""")
            .Containing("kept.txt", "kept")
            .Containing("removed.txt", "removed");
        var before = await FilesAsync(project);
        File.Delete(Path.Combine(project.Folder, "removed.txt"));

        var after = await FilesAsync(project);

        Assert.Contains("app/removed.txt", before);
        Assert.Contains("app/kept.txt", after);
        Assert.DoesNotContain("app/removed.txt", after);
    }

    [Fact]
    public async Task A_file_that_a_target_after_publish_writes_gets_in()
    {
        var project = TestProject.Console(_folder.Path).WithImageBuild().Target("""
            <Target Name="WriteMore" AfterTargets="Publish">
                <WriteLinesToFile File="$(PublishDir)late.txt" Lines="late" Overwrite="true" />
              </Target>
            """);

        Assert.Contains("app/late.txt", await FilesAsync(project));
    }

    [Fact]
    public async Task Native_libraries_of_other_platforms_stay_out()
    {
        var project = TestProject.Console(_folder.Path).WithImageBuild()
            .Item("""<PackageReference Include="Microsoft.Data.Sqlite" Version="10.0.13" />""");

        var native = (await FilesAsync(project)).Where(file => Path.GetFileName(file) is "e_sqlite3.dll" or "libe_sqlite3.so" or "libe_sqlite3.dylib" or "e_sqlite3.a").ToList();

        Assert.EndsWith("libe_sqlite3.so", Assert.Single(native), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_the_build_machine_is_in_the_configuration()
    {
        var project = TestProject.Console(_folder.Path).WithImageBuild();
        var publication = (await _publisher.PublishAsync(project.File, _folder["out"])).Succeeded();

        var text = publication.Layout.Manifest.GetRawText() + publication.Layout.Config.GetRawText();

        Assert.DoesNotContain(_folder.Path, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Environment.MachineName, text, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<IReadOnlySet<string>> FilesAsync(TestProject project) =>
        (await _publisher.PublishAsync(project.File, _folder["out"])).Succeeded().Layout.Files();
}
