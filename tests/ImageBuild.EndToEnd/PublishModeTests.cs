using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>Every way to publish, on an assembled base and on a pulled one; each image runs.</summary>
public sealed class PublishModeTests(DotNetBaseWithHost pulled) : IClassFixture<DotNetBaseWithHost>, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Publisher _publisher = new(WarmCache.Path);

    [Theory]
    [InlineData("framework-dependent", "")]
    [InlineData("self-contained", "-r linux-x64 --self-contained")]
    [InlineData("single-file", "-r linux-x64 --self-contained -p:PublishSingleFile=true")]
    [InlineData("single-file without runtime", "-r linux-x64 --no-self-contained -p:PublishSingleFile=true")]
    [InlineData("trimmed", "-r linux-x64 --self-contained -p:PublishTrimmed=true")]
    [InlineData("ReadyToRun", "-r linux-x64 -p:PublishReadyToRun=true")]
    [InlineData("NativeAOT", "-r linux-x64 -p:PublishAot=true")]
    [InlineData("net8.0", "")]
    [InlineData("net9.0, self-contained", "-r linux-x64 --self-contained")]
    public async Task A_console_program_runs(string mode, string arguments)
    {
        var project = TestProject.Console(_folder.Path).WithImageBuild();
        if (mode.StartsWith("net", StringComparison.Ordinal))
            project.Property("TargetFramework", mode[..6]);
        await RunsAsync(project.File, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), Sources.ConsoleGreeting, onPulledBase: mode != "net8.0"); // the pulled base has .NET 10 alone
    }

    [Theory]
    [InlineData("FSharp", "console --language F#", "Hello from F#")]
    [InlineData("VisualBasic", "console --language VB", "Hello World!")]
    public async Task A_program_in_another_language_runs(string name, string template, string output) =>
        await RunsAsync(await new TemplateProjects(_folder["projects"]).CreateAsync(name, template), [], output, onPulledBase: true);

    [Theory]
    [InlineData("Empty", "web", "/", "Hello World!")]
    [InlineData("Razor", "webapp", "/", "Welcome")]
    [InlineData("Razor", "webapp", "/css/site.css", "font-size")]
    [InlineData("Hosted", "blazor --interactivity WebAssembly", "/", "Hello, world!")]
    public async Task A_web_application_answers(string name, string template, string path, string answer)
    {
        var project = await new TemplateProjects(_folder["projects"]).CreateAsync(name, template);
        foreach (var arguments in BothBases())
        {
            var publication = (await _publisher.PublishAsync(project, _folder["out"], arguments)).Succeeded();
            await using var image = await ImageRunner.StartAsync(publication.LayoutPath, "latest");
            var (status, body) = await image.GetAsync(path);
            Assert.Equal(System.Net.HttpStatusCode.OK, status);
            Assert.Contains(answer, body, StringComparison.Ordinal);
            Directory.Delete(publication.LayoutPath, recursive: true);
        }
    }

    [Fact]
    public async Task A_worker_works()
    {
        var project = await new TemplateProjects(_folder["projects"]).CreateAsync("Work", "worker");
        foreach (var arguments in BothBases())
        {
            var publication = (await _publisher.PublishAsync(project, _folder["out"], arguments)).Succeeded();
            await using var image = await ImageRunner.StartAsync(publication.LayoutPath, "latest");
            await Eventually.IsTrueAsync(() => Task.FromResult(image.Output.Contains("Worker running at", StringComparison.Ordinal)), "the worker says that it works");
            Directory.Delete(publication.LayoutPath, recursive: true);
        }
    }

    public void Dispose() => _folder.Dispose();

    private async Task RunsAsync(string project, string[] arguments, string output, bool onPulledBase)
    {
        foreach (var more in BothBases().Take(onPulledBase ? 2 : 1))
        {
            var publication = (await _publisher.PublishAsync(project, _folder["out"], [.. arguments, .. more])).Succeeded();
            Assert.DoesNotContain(": warning IB", publication.Command.Everything, StringComparison.Ordinal);
            var run = (await ImageRunner.RunAsync(publication.LayoutPath, "latest")).Succeeded();
            Assert.Contains(output, run.Output, StringComparison.Ordinal);
            Directory.Delete(publication.LayoutPath, recursive: true);
        }
    }

    private string[][] BothBases() => [[], ["--no-build", $"-p:ContainerBaseImage={pulled.Reference}"]];
}
