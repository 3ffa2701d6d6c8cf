using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

public sealed class ToolTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Publisher _publisher = new(WarmCache.Path);

    [Fact]
    public async Task A_terminal_sees_how_far_each_blob_is_and_a_pipe_does_not()
    {
        await using var registry = await DockerRegistry.StartAsync();
        Directory.CreateDirectory(_folder["files"]);
        await File.WriteAllBytesAsync(Path.Combine(_folder["files"], "data"), System.Security.Cryptography.RandomNumberGenerator.GetBytes(60_000_000));
        var shared = new SharedTool(_folder.Folder("home"));
        (await shared.RunAsync("build", _folder["files"], "--base", "scratch", "--to", $"oci:{_folder["image"]}:latest", "--cache-directory", _folder["cache"])).Succeeded();

        var command = await shared.CommandAsync("push", $"oci:{_folder["image"]}:latest", $"{registry.Host}/a/piped:1");
        var piped = await command.RunWellAsync();
        var line = string.Join(' ', new[] { command.File }.Concat(command.Arguments)).Replace("/a/piped", "/a/shown", StringComparison.Ordinal);
        var shown = await (command with { File = "script", Arguments = ["-qec", line, "/dev/null"] }).With(("TERM", "xterm-256color")).RunWellAsync();

        Assert.Contains("━━━", shown.Output, StringComparison.Ordinal);
        Assert.Contains("60.0 MB", shown.Output, StringComparison.Ordinal);
        Assert.Contains("uploaded at ", piped.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('━', piped.Everything);
        Assert.DoesNotContain('\x1b', piped.Everything);
    }

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
