using System.Diagnostics;
using ImageBuild.Registries.Credentials;

namespace ImageBuild.Tests.Registries.Credentials;

/// <summary>The first place that has a login wins; each place, taken away, uncovers the next.</summary>
public sealed class SearchOrderTests : IDisposable
{
    private const string Host = "ghcr.io";

    private readonly TestMachine _machine = new();

    [Fact]
    public async Task Places_are_asked_in_the_documented_order()
    {
        _machine["IMAGEBUILD_REGISTRY_GHCR_IO_USER"] = "own-host";
        _machine["IMAGEBUILD_REGISTRY_GHCR_IO_PASSWORD"] = TestMachine.Secret;
        _machine["IMAGEBUILD_REGISTRY_USER"] = "own";
        _machine["IMAGEBUILD_REGISTRY_PASSWORD"] = TestMachine.Secret;
        _machine["DOTNET_CONTAINER_PUSH_REGISTRY_UNAME"] = "sdk-push";
        _machine["DOTNET_CONTAINER_PUSH_REGISTRY_PWORD"] = TestMachine.Secret;
        _machine["DOTNET_CONTAINER_REGISTRY_UNAME"] = "sdk";
        _machine["DOTNET_CONTAINER_REGISTRY_PWORD"] = TestMachine.Secret;
        _machine["SDK_CONTAINER_REGISTRY_UNAME"] = "sdk-old";
        _machine["SDK_CONTAINER_REGISTRY_PWORD"] = TestMachine.Secret;
        _machine["DOCKER_AUTH_CONFIG"] = Logins.File(Host, "docker-variable");
        _machine["REGISTRY_AUTH_FILE"] = _machine.Write("named.json", Logins.File(Host, "named-file"));
        _machine["DOCKER_CONFIG"] = Path.Combine(_machine.Home, "docker");
        _machine.Write("docker/config.json", Logins.File(Host, "docker-file"));
        _machine["XDG_RUNTIME_DIR"] = Path.Combine(_machine.Home, "run");
        _machine.Write("run/containers/auth.json", Logins.File(Host, "podman-run"));
        _machine.Write("run-uid/auth.json", Logins.File(Host, "podman-uid"));
        _machine["XDG_CONFIG_HOME"] = Path.Combine(_machine.Home, "xdg");
        _machine.Write("xdg/containers/auth.json", Logins.File(Host, "podman-config"));
        _machine.Write(".config/containers/auth.json", Logins.File(Host, "podman-home"));
        _machine.Write(".dockercfg", "{" + Logins.Entry(Host, "dockercfg") + "}");
        _machine["GITHUB_ACTIONS"] = "true";
        _machine["GITHUB_ACTOR"] = "github";
        _machine["GITHUB_TOKEN"] = TestMachine.Secret;

        var options = new CredentialSearchOptions { Explicit = [new(Host, new Credential.Basic("explicit", "x", "options"))] };
        Assert.Equal("explicit", await UserAsync(options));
        var order = new List<string?>();
        foreach (var take in (Action[])
        [
            () => _machine["IMAGEBUILD_REGISTRY_GHCR_IO_USER"] = null,
            () => _machine["IMAGEBUILD_REGISTRY_USER"] = null,
            () => _machine["DOTNET_CONTAINER_PUSH_REGISTRY_UNAME"] = null,
            () => _machine["DOTNET_CONTAINER_REGISTRY_UNAME"] = null,
            () => _machine["SDK_CONTAINER_REGISTRY_UNAME"] = null,
            () => _machine["DOCKER_AUTH_CONFIG"] = null,
            () => _machine["REGISTRY_AUTH_FILE"] = null,
            () => File.Delete(Path.Combine(_machine.Home, "docker/config.json")),
            () => _machine["XDG_RUNTIME_DIR"] = null,
            () => File.Delete(Path.Combine(_machine.Home, "run-uid/auth.json")),
            () => _machine["XDG_CONFIG_HOME"] = null,
            () => Directory.Delete(Path.Combine(_machine.Home, ".config"), recursive: true),
            () => File.Delete(Path.Combine(_machine.Home, ".dockercfg")),
            () => _machine["GITHUB_TOKEN"] = null,
        ])
        {
            order.Add(await UserAsync());
            take();
        }

        order.Add(await UserAsync());
        Assert.Equal(
            [
                "own-host", "own", "sdk-push", "sdk", "sdk-old", "docker-variable", "named-file", "docker-file",
                "podman-run", "podman-uid", "podman-config", "podman-home", "dockercfg", "github", null,
            ],
            order);
    }

    [Fact]
    public async Task Without_DOCKER_CONFIG_dockers_file_is_below_the_home_folder()
    {
        _machine.Write(".docker/config.json", Logins.File(Host, "home"));

        Assert.Equal("home", await UserAsync());
    }

    [Fact]
    public async Task A_search_in_vain_tells_the_key_and_every_place_but_no_value()
    {
        _machine["DOTNET_CONTAINER_PUSH_REGISTRY_PWORD"] = TestMachine.Secret;
        _machine.Write(".docker/config.json", Logins.File("other.example.com", "someone"));

        var result = await _machine.FindAsync("registry.example.com:5000");

        Assert.Null(result.Credential);
        Assert.Equal("registry.example.com:5000", result.Key);
        Assert.Equal(
            [
                "IMAGEBUILD_REGISTRY_REGISTRY_EXAMPLE_COM_5000_USER and IMAGEBUILD_REGISTRY_REGISTRY_EXAMPLE_COM_5000_PASSWORD (not set)",
                "IMAGEBUILD_REGISTRY_USER and IMAGEBUILD_REGISTRY_PASSWORD (not set)",
                "DOTNET_CONTAINER_PUSH_REGISTRY_UNAME and DOTNET_CONTAINER_PUSH_REGISTRY_PWORD (DOTNET_CONTAINER_PUSH_REGISTRY_UNAME is not set)",
                "DOTNET_CONTAINER_REGISTRY_UNAME and DOTNET_CONTAINER_REGISTRY_PWORD (not set)",
                "SDK_CONTAINER_REGISTRY_UNAME and SDK_CONTAINER_REGISTRY_PWORD (not set)",
                "DOCKER_AUTH_CONFIG (not set)",
                "REGISTRY_AUTH_FILE (not set)",
                "~/.docker/config.json (no entry)",
                "~/run-uid/auth.json (no such file)",
                "~/.config/containers/auth.json (no such file)",
                "~/.dockercfg (no such file)",
            ],
            result.Places.Select(place => place.ToString().Replace(_machine.Home, "~", StringComparison.Ordinal)));
        Assert.DoesNotContain(TestMachine.Secret, result.ToString(), StringComparison.Ordinal);
        Assert.Contains("'imagebuild login registry.example.com:5000'", result.Advice(), StringComparison.Ordinal);
        Assert.Empty(_machine.Network.Requests);
    }

    [Fact]
    public async Task A_search_that_succeeds_tells_where_the_login_came_from()
    {
        var file = _machine.Write(".docker/config.json", Logins.File(Host, "someone"));

        var result = await _machine.FindAsync(Host);

        Assert.Equal($"The login for 'ghcr.io' came from {file}.", result.Describe());
        Assert.Equal($"someone from {file}", result.Credential!.ToString());
    }

    [Fact]
    public void The_folder_of_a_user_without_a_runtime_folder_is_named_by_the_users_number()
    {
        using var id = Process.Start(new ProcessStartInfo("id", ["-u"]) { RedirectStandardOutput = true })!;
        Assert.Equal($"/run/containers/{id.StandardOutput.ReadToEnd().Trim()}", CredentialEnvironment.OfThisProcess().ContainersFolder);
    }

    [Fact]
    public async Task Without_a_home_folder_the_search_goes_on()
    {
        var environment = new CredentialEnvironment
        {
            Variable = _ => null,
            Http = _machine.Network,
            DirectHttp = _machine.Network,
        };

        Assert.Null(await new CredentialSearch(environment).FindAsync("quay.io", "a/b", CredentialPurpose.Pull, CancellationToken.None));
    }

    [Theory]
    [InlineData("docker.io", "imagebuild login docker.io")]
    [InlineData("ghcr.io", "packages: write")]
    [InlineData("123456789012.dkr.ecr.eu-west-1.amazonaws.com", "aws ecr get-login-password --region eu-west-1 | imagebuild login 123456789012.dkr.ecr.eu-west-1.amazonaws.com")]
    [InlineData("public.ecr.aws", "aws ecr-public get-login-password --region us-east-1")]
    [InlineData("europe-docker.pkg.dev", "gcloud auth print-access-token")]
    [InlineData("contoso.azurecr.io", "az acr login --name contoso'")]
    [InlineData("localhost:5000", "IMAGEBUILD_REGISTRY_LOCALHOST_5000_USER")]
    public void Advice_fits_the_registry(string host, string advice) =>
        Assert.Contains(advice, new CredentialSearchResult(host, host, null, []).Advice(), StringComparison.Ordinal);

    public void Dispose() => _machine.Dispose();

    private async Task<string?> UserAsync(CredentialSearchOptions? options = null) =>
        ((await _machine.FindAsync(Host, options: options)).Credential as Credential.Basic)?.UserName;
}
