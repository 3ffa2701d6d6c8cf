using System.Net;
using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>imagebuild build: images of folders that run.</summary>
public sealed class BuildFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private SharedTool Tool => new(_folder.Folder("home"));

    private string LockFile => _folder["imagebuild.lock.json"];

    [Fact]
    public async Task A_published_web_application_becomes_the_image_that_publish_makes_and_answers()
    {
        var project = ReferencePublication.CreateProject(_folder.Folder("source"), withPackage: true);
        var published = (await new Publisher(WarmCache.Path).PublishAsync(project, _folder["out"])).Succeeded();
        var files = Path.Combine(Path.GetDirectoryName(project)!, "bin", "Release", "net10.0", "publish");

        var built = await BuildAsync(files, "--lock-file", Path.Combine(Path.GetDirectoryName(project)!, "imagebuild.lock.json"), "--locked");

        Assert.Equal(published.Layout.LayerDigests, built.LayerDigests);
        await using var image = await ImageRunner.StartAsync(built.Path, built.Tag);
        Assert.Equal((HttpStatusCode.OK, Sources.WebGreeting), await image.GetAsync("/"));
        Assert.Equal((HttpStatusCode.OK, "1654"), await image.GetAsync("/user"));
    }

    [Fact]
    public async Task A_portable_application_without_an_executable_gets_one()
    {
        var project = TestProject.Console(_folder.Path).Property("UseAppHost", "false");
        (await DotNet.RunAsync(project.Folder, ["publish", project.File, "-o", _folder["files"]])).Succeeded();

        var built = await BuildAsync(_folder["files"]);

        Assert.Contains(Sources.ConsoleGreeting, (await ImageRunner.RunAsync(built.Path, built.Tag)).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_NET_runs_what_it_is_told_on_a_base_with_the_packages_that_were_added()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Folder("words"), "hello.txt"), "Hello from a folder");

        var built = await BuildAsync(_folder["words"], "--package", "busybox", "--entrypoint", "/usr/bin/busybox", "--cmd", "cat", "--cmd", "/app/hello.txt");

        Assert.Equal("Hello from a folder", (await ImageRunner.RunAsync(built.Path, built.Tag)).Succeeded().Output.Trim());
    }

    public void Dispose() => _folder.Dispose();

    private async Task<OciLayout> BuildAsync(string files, params string[] arguments)
    {
        string[] all = ["build", files, "--to", $"oci:{_folder["layout"]}:1", "--cache-directory", WarmCache.Path, .. arguments.Contains("--lock-file") ? [] : (string[])["--lock-file", LockFile], .. arguments];
        var result = (await Tool.RunAsync(all)).Succeeded();
        var layout = new OciLayout(_folder["layout"]);
        Assert.Equal($"oci:{layout.Path}@{layout.ManifestDigest}", result.Output.Trim());
        return layout;
    }
}
