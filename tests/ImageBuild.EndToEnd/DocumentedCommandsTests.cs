using System.Text.RegularExpressions;
using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>The commands in README and docs, run in their order in a folder that has what a page speaks of.</summary>
public sealed partial class DocumentedCommandsTests : IAsyncLifetime, IDisposable
{
    /// <summary>What a test cannot run: an engine that is not there, and what the tests themselves are started by.</summary>
    private static readonly string[] NotRun = ["docker ", "./build.sh", "dotnet add package "];

    private readonly TempFolder _folder = new();
    private DockerRegistry _first = null!;
    private DockerRegistry _second = null!;

    private string Root => _folder["work"];

    /// <summary>The pages with blocks of shell lines.</summary>
    public static TheoryData<string> Pages =>
    [
        .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(Repository.Root, "README.md"))
            .Where(page => Lines(page).Count > 0)
            .Select(page => Path.GetRelativePath(Repository.Root, page))
            .Order(StringComparer.Ordinal),
    ];

    public async Task InitializeAsync()
    {
        (_first, _second) = (await DockerRegistry.StartAsync(), await DockerRegistry.StartAsync());
        Directory.CreateDirectory(Root);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_command_of_a_page_does_what_it_says(string page)
    {
        await PrepareAsync();
        foreach (var line in Lines(Path.Combine(Repository.Root, page)))
        {
            // Where there is no project to name, the current folder is one.
            var folder = NeedsProject().IsMatch(line) ? Path.Combine(Root, "src", "Orders") : Root;
            var result = line.StartsWith("podman ", StringComparison.Ordinal)
                ? await Podman.RunLineAsync(_folder, $"cd '{Root}' && {line}")
                : await (await ShellAsync(Here(line), folder)).RunAsync();
            Assert.True(result.ExitCode == 0, $"{page}: {line}\n{result.Everything}");
        }
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The lines of all blocks marked "sh".</summary>
    private static List<string> Lines(string page) =>
    [
        .. ShellBlock().Matches(File.ReadAllText(page)).SelectMany(block => block.Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(line => !line.StartsWith('#') && !NotRun.Any(start => line.StartsWith(start, StringComparison.Ordinal))),
    ];

    /// <summary>Two services in a solution, a file-based app, a web site, a folder of tools, an image on disk and two versions of one in registries.</summary>
    private async Task PrepareAsync()
    {
        foreach (var name in (string[])["Orders", "Billing"])
            TestProject.Console(Path.Combine(Root, "src"), name).WithImageBuild();
        await File.WriteAllTextAsync(Path.Combine(Root, "Shop.slnx"), """<Solution><Project Path="src/Orders/Orders.csproj" /><Project Path="src/Billing/Billing.csproj" /></Solution>""");
        await File.WriteAllTextAsync(Path.Combine(Root, "app.cs"), "#:property PublishAot=false\n" + Sources.Console);
        foreach (var file in (string[])["site/index.html", "tools/readme.txt"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Root, file))!);
            await File.WriteAllTextAsync(Path.Combine(Root, file), "hello");
        }

        (await DotNet.RunAsync(Root, ["publish", "src/Orders", "-o", "bin/Release/net10.0/publish"])).Succeeded();
        var build = "imagebuild build site --base scratch --platform linux/amd64,linux/arm64 --repository acme/orders --label org.opencontainers.image.source=github.com/acme/orders --label org.opencontainers.image.revision=4f2a91c";
        foreach (var (version, created) in (ReadOnlySpan<(string, string)>)[("1.3.0", "2026-01-01"), ("1.4.2", "2026-02-01")])
            Prepared($"{build} --env VERSION={version} --created {created} --to ghcr.io/acme/orders:{version} --to registry.acme.example/orders:{version}");
        Prepared("imagebuild pull --platform linux/amd64 ghcr.io/acme/orders:1.4.2 oci:bin/image");

        void Prepared(string line) => ShellAsync(Here(line), Root).GetAwaiter().GetResult().RunAsync().GetAwaiter().GetResult().Succeeded();
    }

    /// <summary>The registries of the page are the two of this test.</summary>
    private string Here(string line) => line
        .Replace("ghcr.io", _first.Host, StringComparison.Ordinal)
        .Replace("registry.acme.example", _second.Host, StringComparison.Ordinal)
        .Replace("eu.acme.example", $"{_second.Host}/eu", StringComparison.Ordinal)
        .Replace("us.acme.example", $"{_second.Host}/us", StringComparison.Ordinal)
        .Replace("localhost:5000", _second.Host, StringComparison.Ordinal);

    private async Task<Command> ShellAsync(string line, string folder)
    {
        var tool = await new SharedTool(_folder.Folder("home")).CommandAsync();
        return new Command("bash", "-o", "pipefail", "-ec", line) { WorkingDirectory = folder, Environment = tool.Environment }.With(
            ("PATH", $"{Path.GetDirectoryName(tool.File)}:{Environment.GetEnvironmentVariable("PATH")}"),
            ("NUGET_PACKAGES", SharedTool.PackagesFolder),
            ("IMAGEBUILD_CACHE", WarmCache.Path),
            ("ContainerCacheDirectory", WarmCache.Path));
    }

    [GeneratedRegex(@"^```sh\n(?<lines>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"^(dotnet publish |imagebuild publish\s*(#|$))")]
    private static partial Regex NeedsProject();
}
