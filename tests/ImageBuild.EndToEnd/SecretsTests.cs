using System.Text;
using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>Whatever happens, no password and no token is printed, logged or written, except into the login file that was asked for.</summary>
public sealed class SecretsTests : IDisposable
{
    private const string WrongPassword = "horse-battery-staple-1";
    private const string IdentityToken = "identity-token-horse-2";
    private const string RegistryToken = "registry-token-horse-3";
    private const string ProxyPassword = "proxy-password-horse-4";

    /// <summary>As they are, as they stand in an address, and as Basic authentication sends them.</summary>
    private static readonly IReadOnlyList<string> Secrets =
    [
        .. ((string[])[DockerRegistry.Password, WrongPassword, IdentityToken, RegistryToken, ProxyPassword])
            .SelectMany(secret => (string[])[secret, Uri.EscapeDataString(secret), Convert.ToBase64String(Encoding.UTF8.GetBytes($"{DockerRegistry.UserName}:{secret}"))]),
    ];

    private readonly TempFolder _folder = new();
    private readonly StringBuilder _said = new();
    private readonly SharedTool _tool;

    public SecretsTests() => _tool = new SharedTool(_folder.Folder("home"));

    [Fact]
    public async Task No_command_gives_a_secret_away()
    {
        await using var registry = await DockerRegistry.StartAsync(RegistryDoor.Password);
        await using var faulty = (await FaultyProxy.StartAsync(registry)).Always("PUT", "/manifests/", new Fault.Answer(503, RetryAfter: "0"));
        var host = registry.Host;
        var layout = $"oci:{HandMadeLayout.OfNoise(_folder["noise"], 1000).Path}:v1";
        string[] push = ["push", layout, $"{host}/team/noise:v1"];

        await SayAsync(1, _tool, push);
        await SayAsync(1, _tool, ["login", host, "-u", DockerRegistry.UserName, "--password-stdin"], WrongPassword);
        await SayAsync(1, _tool.With(("IMAGEBUILD_REGISTRY_USER", DockerRegistry.UserName), ("IMAGEBUILD_REGISTRY_PASSWORD", WrongPassword)), push);
        await SayAsync(1, _tool.With(("DOCKER_AUTH_CONFIG", Auth(host, "identitytoken", IdentityToken))), push);
        await SayAsync(1, _tool.With(("DOCKER_AUTH_CONFIG", Auth(host, "registrytoken", RegistryToken))), push);
        await SayAsync(1, _tool.With(("DOCKER_AUTH_CONFIG", Auth(host, "auth", WrongPassword))), push); // no base64 of "name:password"
        await SayAsync(1, _tool.With(("HTTPS_PROXY", $"http://bob:{ProxyPassword}@127.0.0.1:{Ports.Free()}")), "push", layout, "registry.example.org/team/noise:v1");
        await SayAsync(1, _tool.With(("IMAGEBUILD_REGISTRY_USER", DockerRegistry.UserName), ("IMAGEBUILD_REGISTRY_PASSWORD", DockerRegistry.Password)), "push", layout, $"{faulty.Host}/team/noise:v1");
        await SayAsync(1, _tool, "push", layout, $"{DockerRegistry.UserName}:{WrongPassword}@{host}/team/noise:v1");
        await SayAsync(0, _tool.With(("IMAGEBUILD_REGISTRY_USER", DockerRegistry.UserName), ("IMAGEBUILD_REGISTRY_PASSWORD", DockerRegistry.Password)), push);
        await SayAsync(0, _tool, ["login", host, "-u", DockerRegistry.UserName, "--password-stdin"], DockerRegistry.Password);
        await SayAsync(0, _tool, "copy", $"{host}/team/noise:v1", $"{host}/team/copied:v1");
        await SayAsync(0, _tool, "push", "--dry-run", layout, $"{host}/team/noise:v2");
        await SayAsync(0, _tool, "pull", "--verbose", $"{host}/team/noise:v1", $"oci:{_folder["pulled"]}");
        await SayAsync(0, _tool, "tag", "--output", "json", $"{host}/team/noise:v1", "v3");
        await SayAsync(0, _tool, "ls", "--history", $"{host}/team/noise");
        await SayAsync(0, _tool, "catalog", host);
        await SayAsync(0, _tool, "search", "--labels", host, "noise");
        await SayAsync(0, _tool, "manifest", "--verbose", $"{host}/team/noise:v1");
        await SayAsync(0, _tool, "delete", "--yes", "--verbose", $"{host}/team/copied:v1");
        Assert.True(HasSecret(await File.ReadAllTextAsync(_tool.DockerConfig)), "The login is stored, or this test looks for the wrong thing.");
        await SayAsync(0, _tool, "logout", host);

        AssertNoSecret("the output", _said.ToString());
        AssertNoSecretIn(_folder.Path);
    }

    [Theory]
    [InlineData(DockerRegistry.Password, 0)]
    [InlineData(WrongPassword, 1)]
    public async Task No_publish_gives_a_secret_away(string password, int exitCode)
    {
        await using var registry = await DockerRegistry.StartAsync(RegistryDoor.Password);
        var project = TestProject.Console(_folder.Path).WithImageBuild();
        var config = _folder.Folder("login");
        await File.WriteAllTextAsync(Path.Combine(config, "config.json"), Auth(registry.Host, "auth", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{DockerRegistry.UserName}:{password}"))));
        var publisher = new Publisher(_folder["cache"]) { Surroundings = Surroundings.Usual with { Variables = [("DOCKER_CONFIG", config)] } };

        // The base is not what this is about; "detailed" prints everything but the environment, which is MSBuild's to print.
        var publication = await publisher.PublishAsync(project.File, _folder["out"], $"-p:ContainerRegistry={registry.Host}", "-v:detailed", "-p:ContainerCacheDirectory=" + WarmCache.Path);
        Directory.Delete(config, recursive: true);

        Assert.True(publication.Command.ExitCode == exitCode, publication.Command.Everything);
        AssertNoSecret("the output", publication.Command.Everything);
        AssertNoSecretIn(_folder.Path);
    }

    public void Dispose() => _folder.Dispose();

    private static string Auth(string host, string kind, string value) => $$"""{"auths":{"{{host}}":{"{{kind}}":"{{value}}" } } }""";

    private Task SayAsync(int exitCode, SharedTool tool, params string[] arguments) => SayAsync(exitCode, tool, arguments, input: "");

    private async Task SayAsync(int exitCode, SharedTool tool, string[] arguments, string input)
    {
        var command = await tool.CommandAsync(arguments);
        var result = await (command with { Input = input }).RunAsync();
        Assert.True(result.ExitCode == exitCode, $"'{result.Command}' ended with {result.ExitCode}:\n{result.Everything}");
        _said.AppendLine(result.Everything);
    }

    private static bool HasSecret(string text) => Secrets.Any(secret => text.Contains(secret, StringComparison.Ordinal));

    private static void AssertNoSecretIn(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            AssertNoSecret(file, Encoding.Latin1.GetString(File.ReadAllBytes(file)));
    }

    private static void AssertNoSecret(string where, string text)
    {
        foreach (var secret in Secrets)
            Assert.False(text.Contains(secret, StringComparison.Ordinal), $"A secret stands in {where}: …{Around(text, secret)}…");
    }

    private static string Around(string text, string secret)
    {
        var at = text.IndexOf(secret, StringComparison.Ordinal);
        return at < 0 ? "" : text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 200)];
    }
}
