using System.Text;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Credentials;

namespace ImageBuild.Tests.Registries.Credentials;

/// <summary>What login files may say, and which entry is whose.</summary>
public sealed class DockerConfigTests : IDisposable
{
    private readonly TestMachine _machine = new();

    public static TheoryData<string, string> Entries => new()
    {
        { $$"""{"auth":"{{Logins.Base64("me:s3cr3t")}}"}""", "me:s3cr3t" },
        { $$"""{"auth":"{{Logins.Base64("me:a:b:c")}}"}""", "me:a:b:c" },
        { $$"""{"auth":"{{Logins.Base64("me:s3cr3t\0\0")}}"}""", "me:s3cr3t" },
        { $$"""{"auth":"{{Logins.Base64("me:x").TrimEnd('=')}}"}""", "me:x" },
        { $$"""{"auth":"{{Logins.Base64("me:pässwörd")}}"}""", "me:pässwörd" },
        { """{"username":"me","password":"s3cr3t"}""", "me:s3cr3t" },
        { """{"auth":"","username":"me","password":"s3cr3t","email":"a@b"}""", "me:s3cr3t" },
        { """{"identitytoken":"s3cr3t"}""", "identity s3cr3t" },
        { $$"""{"auth":"{{Logins.Base64("00000000-0000-0000-0000-000000000000:")}}","identitytoken":"s3cr3t"}""", "identity s3cr3t" },
        { $$"""{"auth":"{{Logins.Base64("<token>:s3cr3t")}}"}""", "identity s3cr3t" },
        { """{"registrytoken":"s3cr3t","username":"me","password":"x"}""", "bearer s3cr3t" },
        { $$"""{"auth":"{{Logins.Base64("_json_key:{\"type\":\"service_account\"}")}}"}""", """_json_key:{"type":"service_account"}""" },
        { """{}""", "none" },
        { """null""", "none" },
        { """{"auth":null,"identitytoken":""}""", "none" },
    };

    public static TheoryData<string, string, string, bool> Keys => new()
    {
        // key in the file, registry, repository, found
        { "registry.example.com", "registry.example.com", "a/b", true },
        { "https://registry.example.com", "registry.example.com", "a/b", true },
        { "https://registry.example.com/v1/", "registry.example.com", "a/b", true },
        { "https://registry.example.com/v2/", "registry.example.com", "", true },
        { "http://registry.example.com:5000", "registry.example.com:5000", "a/b", true },
        { "registry.example.com/v1/", "registry.example.com", "a/b", true },
        { "Registry.Example.com", "registry.EXAMPLE.com", "a/b", true },
        { "registry.example.com:443", "registry.example.com", "a/b", true },
        { "registry.example.com", "registry.example.com:443", "a/b", true },
        { "registry.example.com", "registry.example.com:5000", "a/b", false },
        { "registry.example.com:5000", "registry.example.com", "a/b", false },
        { "registry.human.de", "git.registry.human.de", "a/b", false },
        { "example.com", "registry.example.com", "a/b", false },
        { "https://index.docker.io/v1/", "docker.io", "library/app", true },
        { "index.docker.io", "docker.io", "library/app", true },
        { "docker.io", "registry-1.docker.io", "library/app", true },
        { "registry-1.docker.io", "docker.io", "library/app", true },
        { "docker.io/library", "docker.io", "library/app", true },
        { "quay.io/team", "quay.io", "team/app", true },
        { "quay.io/team/app", "quay.io", "team/app", true },
        { "quay.io/team", "quay.io", "team/deep/app", true },
        { "quay.io/team", "quay.io", "teams/app", false },
        { "quay.io/team", "quay.io", "other/app", false },
        { "quay.io/team", "quay.io", "", false },
    };

    [Theory]
    [MemberData(nameof(Entries))]
    public async Task An_entry_becomes_a_login(string entry, string expected)
    {
        _machine.Write(".docker/config.json", "{\"auths\":{\"registry.example.com\":" + entry + "}}");

        Assert.Equal(expected, Logins.Show((await _machine.FindAsync("registry.example.com")).Credential));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task A_key_stands_for_a_registry_or_a_namespace(string key, string host, string repository, bool found)
    {
        _machine.Write(".docker/config.json", Logins.File(key, "docker"));
        var docker = await _machine.FindAsync(host, repository: repository);
        File.Delete(Path.Combine(_machine.Home, ".docker/config.json"));
        _machine.Write(".config/containers/auth.json", Logins.File(key, "podman"));
        var podman = await _machine.FindAsync(host, repository: repository);

        Assert.Equal((found, found), (docker.Credential is not null, podman.Credential is not null));
    }

    [Theory]
    [InlineData("team/app/web", "app")]
    [InlineData("team/app", "app")]
    [InlineData("team/other", "team")]
    [InlineData("elsewhere", "host")]
    public async Task The_most_specific_key_wins_whatever_the_order_in_the_file(string repository, string user)
    {
        var auths = Logins.Auths(
            Logins.Entry("quay.io", "host", "x"), Logins.Entry("quay.io/team/app", "app", "x"), Logins.Entry("quay.io/team", "team", "x"));
        _machine.Write(".config/containers/auth.json", "{" + auths + "}");

        Assert.Equal($"{user}:x", Logins.Show((await _machine.FindAsync("quay.io", repository: repository)).Credential));
    }

    [Fact]
    public async Task Docker_Hubs_old_address_wins_over_its_other_names()
    {
        var auths = Logins.Auths(
            Logins.Entry("https://index.docker.io/v1/refresh-token", "refresh", "x"),
            Logins.Entry("docker.io", "podman", "x"),
            Logins.Entry("https://index.docker.io/v1/", "docker", "x"));
        _machine.Write(".docker/config.json", "{" + auths + "}");

        Assert.Equal("docker:x", Logins.Show((await _machine.FindAsync("docker.io")).Credential));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("{}")]
    [InlineData("\uFEFF{}")]
    [InlineData("""{"auths":null,"credsStore":"","currentContext":"x"}""")]
    public async Task A_file_without_logins_is_fine(string content)
    {
        _machine.Write(".docker/config.json", content);

        Assert.Null((await _machine.FindAsync("quay.io")).Credential);
    }

    [Theory]
    [InlineData("""{"auths":{"quay.io":{"auth":s3cr3t}}}""")]
    [InlineData("""{"auths":{"quay.io":{"auth":"s3cr3t""")]
    [InlineData("""["s3cr3t"]""")]
    [InlineData("""{"auths":["s3cr3t"]}""")]
    [InlineData("""{"auths":{"quay.io":"s3cr3t"}}""")]
    [InlineData("""{"auths":{"quay.io":{"password":["s3cr3t"]}}}""")]
    [InlineData("""{"credsStore":["s3cr3t"]}""")]
    public async Task A_damaged_file_is_named_but_not_quoted(string content)
    {
        var file = _machine.Write(".docker/config.json", content);
        Assert.Contains(file, (await _machine.FailureAsync(ErrorCodes.LoginFileUnreadable, "quay.io")).Cause, StringComparison.Ordinal);

        File.Delete(file);
        _machine["DOCKER_AUTH_CONFIG"] = content;
        Assert.Contains("DOCKER_AUTH_CONFIG", (await _machine.FailureAsync(ErrorCodes.LoginFileUnreadable, "quay.io")).Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("!!s3cr3t!!")]
    [InlineData("c2VjcmV0")] // "secret": no colon
    public async Task A_damaged_entry_concerns_its_registry_only(string auth)
    {
        var damaged = $$"""
            "quay.io":{"auth":"{{auth}}"}
            """;
        var file = _machine.Write(".docker/config.json", "{" + Logins.Auths(damaged, Logins.Entry("fine.io", "me")) + "}");

        var failure = await _machine.FailureAsync(ErrorCodes.LoginEntryDamaged, "quay.io");

        Assert.Contains(file, failure.Cause, StringComparison.Ordinal);
        Assert.Contains("'quay.io'", failure.Cause, StringComparison.Ordinal);
        Assert.DoesNotContain(auth, failure.ToString(), StringComparison.Ordinal);
        Assert.NotNull((await _machine.FindAsync("fine.io")).Credential);
    }

    [Fact]
    public async Task A_damaged_file_does_not_matter_when_an_earlier_place_has_the_login()
    {
        _machine.Write(".docker/config.json", Logins.File("quay.io", "me"));
        _machine.Write(".config/containers/auth.json", "{");

        Assert.NotNull((await _machine.FindAsync("quay.io")).Credential);
    }

    [Fact]
    public void Headers_are_offered_except_those_that_are_ours_to_set()
    {
        _machine.Write(".docker/config.json", """
            {"HttpHeaders":{"X-Gateway-Key":"k","user-agent":"docker","AUTHORIZATION":"Basic s3cr3t"}}
            """);

        var header = Assert.Single(_machine.Search().HttpHeaders());
        Assert.Equal(("X-Gateway-Key", "k"), (header.Key, header.Value));
    }

    [Fact]
    public void The_text_of_a_parsed_file_is_its_name() =>
        Assert.Equal("config.json", DockerConfigReader.Read("config.json", Encoding.UTF8.GetBytes(Logins.File("quay.io", "me"))).ToString());

    public void Dispose() => _machine.Dispose();
}
