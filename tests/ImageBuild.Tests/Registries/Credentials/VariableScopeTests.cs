using ImageBuild.Registries.Credentials;

namespace ImageBuild.Tests.Registries.Credentials;

/// <summary>Who gets to see a login from variables: by purpose, and by registry where the run knows its registries.</summary>
public sealed class VariableScopeTests : IDisposable
{
    private const string Own = "IMAGEBUILD_REGISTRY_USER/IMAGEBUILD_REGISTRY_PASSWORD";
    private const string OwnHost = "IMAGEBUILD_REGISTRY_TARGET_IO_USER/IMAGEBUILD_REGISTRY_TARGET_IO_PASSWORD";
    private const string SdkPush = "DOTNET_CONTAINER_PUSH_REGISTRY_UNAME/DOTNET_CONTAINER_PUSH_REGISTRY_PWORD";
    private const string SdkPull = "DOTNET_CONTAINER_PULL_REGISTRY_UNAME/DOTNET_CONTAINER_PULL_REGISTRY_PWORD";
    private const string Sdk = "DOTNET_CONTAINER_REGISTRY_UNAME/DOTNET_CONTAINER_REGISTRY_PWORD";
    private const string SdkOld = "SDK_CONTAINER_REGISTRY_UNAME/SDK_CONTAINER_REGISTRY_PWORD";

    private readonly TestMachine _machine = new();

    [Theory]
    //          variables  push target.io  pull target.io  push other.io  pull base.io
    [InlineData(Own, true, false, true, false)]
    [InlineData(OwnHost, true, true, false, false)]
    [InlineData(SdkPush, true, false, true, false)]
    [InlineData(SdkPull, false, true, false, true)]
    [InlineData(Sdk, true, false, true, false)]
    [InlineData(SdkOld, true, false, true, false)]
    public async Task Purpose_decides_where_the_run_names_no_registry(
        string variables, bool pushTarget, bool pullTarget, bool pushOther, bool pullBase) =>
        Assert.Equal([pushTarget, pullTarget, pushOther, pullBase], await SeenAsync(variables, new CredentialSearchOptions()));

    [Theory]
    [InlineData(Own, true, true, false, false)]
    [InlineData(OwnHost, true, true, false, false)]
    [InlineData(SdkPush, true, false, false, false)]
    [InlineData(SdkPull, false, false, false, true)]
    [InlineData(Sdk, true, false, false, false)]
    [InlineData(SdkOld, true, false, false, false)]
    public async Task A_named_registry_is_the_only_one_that_sees_the_login(
        string variables, bool pushTarget, bool pullTarget, bool pushOther, bool pullBase) =>
        Assert.Equal(
            [pushTarget, pullTarget, pushOther, pullBase],
            await SeenAsync(variables, new CredentialSearchOptions { TargetRegistries = ["target.io"], BaseRegistry = "base.io" }));

    [Theory]
    [InlineData(Own, false)]
    [InlineData(OwnHost, true)]
    [InlineData(SdkPush, false)]
    [InlineData(Sdk, false)]
    [InlineData(SdkOld, false)]
    public async Task With_several_targets_a_login_that_names_no_registry_is_shown_to_none(string variables, bool shown)
    {
        var options = new CredentialSearchOptions { TargetRegistries = ["target.io", "other.io"] };

        Assert.Equal([shown, shown, false, false], await SeenAsync(variables, options));
    }

    [Fact]
    public async Task With_several_targets_the_search_says_why_a_login_that_names_no_registry_was_left_out()
    {
        Set(Own, "me");
        Set(Sdk, "me");

        var result = await _machine.FindAsync("other.io", options: new() { TargetRegistries = ["target.io", "other.io"] });

        Assert.Contains("IMAGEBUILD_REGISTRY_USER and IMAGEBUILD_REGISTRY_PASSWORD (name no registry, and there are several)", result.Describe(), StringComparison.Ordinal);
        Assert.Contains("DOTNET_CONTAINER_* variables (name no registry, and there are several)", result.Describe(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("target.io", "TARGET.io:443")]
    [InlineData("docker.io", "registry-1.docker.io")]
    public async Task One_registry_written_in_two_ways_is_one_target(string one, string other)
    {
        Set(Own, "me");

        Assert.NotNull((await _machine.FindAsync(one, options: new() { TargetRegistries = [one, other] })).Credential);
    }

    [Theory]
    [InlineData(Own)]
    [InlineData(SdkPush)]
    [InlineData(Sdk)]
    [InlineData(SdkOld)]
    public async Task The_user_token_marks_an_identity_token(string variables)
    {
        Set(variables, "<token>");

        Assert.Equal($"identity {TestMachine.Secret}", Logins.Show((await _machine.FindAsync("target.io")).Credential));
    }

    [Fact]
    public async Task An_option_for_one_registry_is_not_shown_to_another()
    {
        var options = new CredentialSearchOptions { Explicit = [new("TARGET.io:443", new Credential.Basic("me", TestMachine.Secret, "options"))] };

        Assert.NotNull((await _machine.FindAsync("target.io", options: options)).Credential);
        Assert.Null((await _machine.FindAsync("target.io.evil.example", options: options)).Credential);
        Assert.Null((await _machine.FindAsync("target.io:444", options: options)).Credential);
    }

    [Theory]
    [InlineData("docker.io")]
    [InlineData("index.docker.io")]
    [InlineData("registry-1.docker.io")]
    [InlineData("https://index.docker.io/v1/")]
    public async Task Every_name_of_Docker_Hub_is_one_registry(string name)
    {
        Set("IMAGEBUILD_REGISTRY_DOCKER_IO_USER/IMAGEBUILD_REGISTRY_DOCKER_IO_PASSWORD", "me");

        var result = await _machine.FindAsync(name);

        Assert.Equal(("docker.io", "https://index.docker.io/v1/"), (result.Host, result.Key));
        Assert.NotNull(result.Credential);
    }

    [Fact]
    public async Task An_empty_variable_counts_as_not_set()
    {
        _machine["IMAGEBUILD_REGISTRY_USER"] = "me";
        _machine["IMAGEBUILD_REGISTRY_PASSWORD"] = "";

        var result = await _machine.FindAsync("target.io");

        Assert.Null(result.Credential);
        Assert.Contains("IMAGEBUILD_REGISTRY_PASSWORD is not set", result.Describe(), StringComparison.Ordinal);
    }

    public void Dispose() => _machine.Dispose();

    private void Set(string pair, string user)
    {
        var names = pair.Split('/');
        _machine[names[0]] = user;
        _machine[names[1]] = TestMachine.Secret;
    }

    private async Task<bool[]> SeenAsync(string variables, CredentialSearchOptions options)
    {
        Set(variables, "me");
        var seen = new List<bool>();
        foreach (var (host, purpose) in ((string, CredentialPurpose)[])
        [
            ("target.io", CredentialPurpose.Push),
            ("target.io", CredentialPurpose.Pull),
            ("other.io", CredentialPurpose.Push),
            ("base.io", CredentialPurpose.Pull),
        ])
        {
            seen.Add((await _machine.FindAsync(host, purpose, options: options)).Credential is not null);
        }

        return [.. seen];
    }
}
