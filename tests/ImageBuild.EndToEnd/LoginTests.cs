using System.Text;
using System.Text.Json;
using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>The commands that need a login, against a registry that asks for one.</summary>
public sealed class LoginTests : IDisposable
{
    private const string WrongPassword = "incorrect pony";

    private readonly TempFolder _folder = new();
    private readonly SharedTool _tool;

    public LoginTests() => _tool = new SharedTool(_folder.Folder("home"));

    [Fact]
    public async Task A_login_is_stored_where_docker_finds_it_and_used_until_logout()
    {
        await using var registry = await DockerRegistry.StartAsync(RegistryDoor.Password);

        var login = (await LoginAsync(registry.Host)).Succeeded();
        (await PushAsync(registry.Host)).Succeeded();
        var stored = await File.ReadAllTextAsync(_tool.DockerConfig);
        (await _tool.RunAsync("logout", registry.Host)).Succeeded();
        var refused = await PushAsync(registry.Host, "v2");

        Assert.Contains($"Logged in to {registry.Host} as {DockerRegistry.UserName}", login.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(DockerRegistry.Password, login.Everything, StringComparison.Ordinal);
        Assert.Equal(
            $"{DockerRegistry.UserName}:{DockerRegistry.Password}",
            Encoding.UTF8.GetString(JsonDocument.Parse(stored).RootElement.GetProperty("auths").GetProperty(registry.Host).GetProperty("auth").GetBytesFromBase64()));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_tool.DockerConfig));
        Errors.HasCode(refused.Failed(), "IB3010");
        Assert.DoesNotContain("auth\"", await File.ReadAllTextAsync(_tool.DockerConfig), StringComparison.Ordinal);
        Assert.NotNull(await registry.DigestAsync("team/noise", "v1"));
        Assert.Null(await registry.DigestAsync("team/noise", "v2"));
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_not_stored()
    {
        await using var registry = await DockerRegistry.StartAsync(RegistryDoor.Password);

        var login = await LoginAsync(registry.Host, WrongPassword);

        Errors.HasCode(login.Failed(), "IB3011");
        Assert.Contains(DockerRegistry.UserName, login.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_tool.DockerConfig));
    }

    [Fact]
    public async Task A_password_stands_in_no_argument_and_no_environment_of_any_process()
    {
        await using var registry = await DockerRegistry.StartAsync(RegistryDoor.Password);
        await using var proxy = (await FaultyProxy.StartAsync(registry)).Once("GET", "/v2/", new Fault.Wait(TimeSpan.FromSeconds(2)));
        var command = await _tool.CommandAsync("login", proxy.Host, "--username", DockerRegistry.UserName, "--password-stdin");
        await using var login = (command with { Input = DockerRegistry.Password }).Start();

        var seen = false;
        await Eventually.IsTrueAsync(
            () =>
            {
                seen |= Processes().Any(text => text.Contains(proxy.Host, StringComparison.Ordinal));
                Assert.DoesNotContain(Processes(), text => text.Contains(DockerRegistry.Password, StringComparison.Ordinal));
                return login.HasExited;
            },
            "the login ends");

        Assert.True(seen, "The login was not among the processes.");
        Assert.True(await login.WaitForExitAsync(TimeSpan.FromMinutes(1)) == 0, login.Error);

        static IEnumerable<string> Processes() => RunningProcesses.Read("cmdline").Concat(RunningProcesses.Read("environ"));
    }

    [Fact]
    public async Task Without_a_login_the_places_that_were_searched_are_listed()
    {
        await using var registry = await DockerRegistry.StartAsync(RegistryDoor.Password);

        var result = await PushAsync(registry.Host);

        Errors.HasCode(result.Failed(), "IB3010");
        Assert.Contains(registry.Host, result.Error, StringComparison.Ordinal);
        Assert.Contains(_tool.DockerConfig, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_pushes_nothing()
    {
        await using var registry = await DockerRegistry.StartAsync();

        var result = (await PushAsync(registry.Host, "v1", "--dry-run")).Succeeded();

        Assert.Contains($"push to {registry.Host}/team/noise", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.DoesNotContain(await registry.RequestsAsync(), request => request.Method is not ("GET" or "HEAD"));
    }

    [Fact]
    public async Task A_copy_keeps_the_digest_and_takes_each_login_to_its_own_registry()
    {
        await using var source = await DockerRegistry.StartAsync();
        await using var target = await DockerRegistry.StartAsync(RegistryDoor.Password);
        (await PushAsync(source.Host)).Succeeded();
        (await LoginAsync(target.Host)).Succeeded();

        var planned = (await _tool.RunAsync("copy", "--dry-run", $"{source.Host}/team/noise:v1", $"{target.Host}/released/noise:1.0")).Succeeded();
        var before = await target.DigestAsync("released/noise", "1.0");
        var copied = (await _tool.RunAsync("copy", $"{source.Host}/team/noise:v1", $"{target.Host}/released/noise:1.0")).Succeeded();

        Assert.Contains($"push to {target.Host}/released/noise", planned.Error, StringComparison.Ordinal);
        Assert.Null(before);
        var digest = await source.DigestAsync("team/noise", "v1");
        Assert.Equal(digest, await target.DigestAsync("released/noise", "1.0"));
        Assert.Equal($"{target.Host}/released/noise@{digest}", copied.Output.Trim());
    }

    [Fact]
    public async Task A_copy_of_what_is_not_there_names_it()
    {
        await using var registry = await DockerRegistry.StartAsync();

        var result = await _tool.RunAsync("copy", $"{registry.Host}/team/gone:v1", $"{registry.Host}/team/noise:v1");

        Errors.HasCode(result.Failed(), "IB3021");
        Assert.Contains($"{registry.Host}/team/gone", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<CommandResult> LoginAsync(string host, string password = DockerRegistry.Password)
    {
        var command = await _tool.CommandAsync("login", host, "--username", DockerRegistry.UserName, "--password-stdin");
        return await (command with { Input = password + "\n" }).RunAsync();
    }

    private async Task<CommandResult> PushAsync(string host, string tag = "v1", params string[] options) =>
        await _tool.RunAsync(["push", .. options, $"oci:{HandMadeLayout.OfNoise(_folder["noise"], 1000).Path}:v1", $"{host}/team/noise:{tag}"]);
}
