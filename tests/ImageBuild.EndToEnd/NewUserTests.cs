using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>Somebody who has the SDK and podman, and a home folder with nothing in it.</summary>
public sealed class NewUserTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("dotnet add package ImageBuild.Tasks --version", "dotnet publish -t:PublishImage")]
    [InlineData("dotnet tool install --global ImageBuild.Tool --version", "imagebuild publish")]
    public async Task Three_commands_lead_from_a_new_web_application_to_its_container(string install, string publish)
    {
        var home = NewHome.Make(_folder["home"]);
        var project = _folder.Folder("Hello");
        await TypeAsync($"dotnet nuget add source '{PackedPackages.Source}' --name packed");
        await TypeAsync("dotnet new web --no-restore");

        await TypeAsync($"{install} {PackedPackages.Version}");
        var published = await TypeAsync(publish);
        var run = published.Everything.Split('\n').Select(line => line.Trim()).Single(line => line.StartsWith("run ", StringComparison.Ordinal))["run ".Length..].Trim();

        // Podman has the host's network here, so that the port is the machine's; it may be taken.
        var port = Ports.Free();
        var container = Shell(run.Replace("podman run ", $"podman run -e ASPNETCORE_HTTP_PORTS={port} ", StringComparison.Ordinal)).With(await Podman.VariablesAsync(_folder));
        var answer = "";
        await using (var running = container.Start())
        {
            using var client = new HttpClient();
            await Eventually.IsTrueAsync(
                async () =>
                {
                    Assert.False(running.HasExited, running.Output + running.Error);
                    answer = await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"));
                    return true;
                },
                $"'{run}' answers");
            await Podman.RunLineAsync(_folder, "podman stop --all --time 1");
            await running.WaitForExitAsync(TimeSpan.FromMinutes(1));
        }

        await Podman.LetGoAsync(_folder);
        Assert.Equal("Hello World!", answer);

        async Task<CommandResult> TypeAsync(string line) => await Shell(line).RunWellAsync();

        Command Shell(string line) => DotNet.Quiet(new Command("sh", "-c", line) { WorkingDirectory = project })
            .With(NewHome.Variables(home))
            .With(("RestoreAdditionalProjectSources", null), ("PATH", $"{Environment.GetEnvironmentVariable("PATH")}:{home}/.dotnet/tools"));
    }

    public void Dispose() => _folder.Dispose();
}
