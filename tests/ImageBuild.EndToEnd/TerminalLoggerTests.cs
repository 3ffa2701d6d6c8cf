using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>What people see who build in a terminal, where MSBuild shows next to nothing of what tasks say.</summary>
public sealed class TerminalLoggerTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestProject _project;

    public TerminalLoggerTests() => _project = TestProject.Console(_folder["src"], "Shop.Tool").WithImageBuild();

    [Fact]
    public async Task The_report_stands_below_the_project_that_it_is_about()
    {
        await using var registry = await DockerRegistry.StartAsync();

        var lines = await PublishAsync("-tl:on", $"-p:ContainerRegistry={registry.Host}");

        var report = lines.SkipWhile(line => !line.Contains("Shop.Tool", StringComparison.Ordinal) || !line.Contains("succeeded", StringComparison.Ordinal)).ToList();
        Assert.EndsWith($"→ image {registry.Host}/shop.tool:latest", report[0], StringComparison.Ordinal);
        Assert.Single(report, line => line.StartsWith("  base-os ", StringComparison.Ordinal) && line.Contains(" MB  sha256:", StringComparison.Ordinal) && line.Contains("uploaded", StringComparison.Ordinal));
        Assert.Single(report, line => line.StartsWith("  app ", StringComparison.Ordinal) && line.Contains(", uploaded", StringComparison.Ordinal));
        Assert.Contains($"  digest  {await registry.DigestAsync("shop.tool", "latest")}", report);
        Assert.Contains($"  run     podman run --rm {registry.Host}/shop.tool:latest", report);
    }

    [Fact]
    public async Task A_dry_run_and_a_written_lock_are_told()
    {
        var lines = await PublishAsync("-tl:on", "-p:ContainerDryRun=true");
        Assert.Single(lines, line => line.EndsWith("→ no image: a dry run", StringComparison.Ordinal));
        Assert.Single(lines, line => line.StartsWith("  digest  sha256:", StringComparison.Ordinal));

        lines = Lines(await DotNet.RunAsync(_project.Folder, ["build", "-t:LockImage", "-tl:on"]));
        Assert.Single(lines, line => line.EndsWith($"→ lock file {_project.Folder}/imagebuild.lock.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_console_logger_gets_every_line_once()
    {
        var lines = await PublishAsync("-tl:off", "-p:ContainerDryRun=true");

        Assert.Single(lines, line => line.TrimStart().StartsWith("digest  sha256:", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("a dry run", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<List<string>> PublishAsync(params string[] arguments) =>
        Lines(await DotNet.RunAsync(_project.Folder, ["publish", "-t:PublishImage", $"-p:ContainerCacheDirectory={WarmCache.Path}", .. arguments]));

    private static List<string> Lines(CommandResult result) => [.. result.Succeeded().Output.Split('\n').Select(line => line.TrimEnd())];
}
