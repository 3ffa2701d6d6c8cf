using System.Diagnostics;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Credentials;

namespace ImageBuild.Tests.Registries.Credentials;

/// <summary>Helpers are real programs here: shell scripts in a folder that is the whole PATH.</summary>
public sealed class CredentialHelperTests : IDisposable
{
    private const string Answers = """
        read server
        echo "$1 $server $#" >> "$0.log"
        printf '{"ServerURL":"%s","Username":"me","Secret":"s3cr3t"}' "$server"
        """;

    private readonly TestMachine _machine = new();

    [Theory]
    [InlineData("registry.example.com", "registry.example.com")]
    [InlineData("Registry.Example.com:443", "registry.example.com")]
    [InlineData("localhost:5000", "localhost:5000")]
    [InlineData("docker.io", "https://index.docker.io/v1/")]
    public async Task It_is_run_with_the_verb_and_reads_the_server_address(string host, string address)
    {
        Config("""{"credsStore":"test"}""");
        var program = _machine.Program("docker-credential-test", Answers);

        var result = await _machine.FindAsync(host);

        Assert.Equal("me:s3cr3t", Logins.Show(result.Credential));
        Assert.Equal("docker-credential-test", result.Credential!.Source);
        Assert.Equal($"get {address} 1\n", File.ReadAllText(program + ".log"));
    }

    [Theory]
    [InlineData("""{"Username":"<token>","Secret":"s3cr3t"}""", "identity s3cr3t")]
    [InlineData("""{"ServerURL":"x","Username":"me","Secret":"s3cr3t","Extra":1}""", "me:s3cr3t")]
    [InlineData("""{"ServerURL":"x","Username":"","Secret":""}""", "none")]
    public async Task Its_answer_becomes_a_login(string answer, string expected)
    {
        Config("""{"credsStore":"test"}""");
        _machine.Program("docker-credential-test", $"echo '{answer}'");

        Assert.Equal(expected, Logins.Show((await _machine.FindAsync("quay.io")).Credential));
    }

    [Fact]
    public async Task The_helper_of_the_registry_beats_the_general_one_and_both_beat_entries()
    {
        string Says(string user) => $$"""echo '{"Username":"{{user}}","Secret":"x"}'""";
        _machine.Program("docker-credential-own", Says("own"));
        _machine.Program("docker-credential-general", Says("general"));
        var entry = Logins.Auths(Logins.Entry("quay.io", "entry"));

        Config("{\"credHelpers\":{\"https://quay.io\":\"own\"},\"credsStore\":\"general\"," + entry + "}");
        Assert.Equal("own:x", Logins.Show((await _machine.FindAsync("quay.io")).Credential));

        Config("{\"credHelpers\":{\"other.io\":\"own\"},\"credsStore\":\"general\"," + entry + "}");
        Assert.Equal("general:x", Logins.Show((await _machine.FindAsync("quay.io")).Credential));

        // An empty name is docker's way to except one registry from the general helper.
        Config("{\"credHelpers\":{\"quay.io\":\"\"},\"credsStore\":\"general\"," + entry + "}");
        Assert.Equal("entry:s3cr3t", Logins.Show((await _machine.FindAsync("quay.io")).Credential));
    }

    [Fact]
    public async Task An_empty_entry_beside_a_helper_is_normal()
    {
        Config("""{"auths":{"quay.io":{}},"credsStore":"test"}""");
        _machine.Program("docker-credential-test", Answers);

        Assert.NotNull((await _machine.FindAsync("quay.io")).Credential);
    }

    [Theory]
    [InlineData("credentials not found in native keychain")]
    [InlineData("  no credentials server URL\n")]
    [InlineData("no credentials username")]
    public async Task Some_errors_mean_no_login_and_the_reason_is_kept(string output)
    {
        Config("""{"credsStore":"test"}""");
        _machine.Program("docker-credential-test", $"printf '{output.Replace("\n", "\\n", StringComparison.Ordinal)}'; echo 'SSO session expired' >&2; exit 1");

        var result = await _machine.FindAsync("quay.io");

        Assert.Null(result.Credential);
        Assert.Contains("docker-credential-test for 'quay.io' (no login: SSO session expired)", result.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_helper_without_a_login_the_file_and_later_places_are_asked()
    {
        Config("{\"credsStore\":\"test\"," + Logins.Auths(Logins.Entry("quay.io", "entry", "x")) + "}");
        _machine.Program("docker-credential-test", "echo 'credentials not found in native keychain'; exit 1");

        Assert.Equal("entry:x", Logins.Show((await _machine.FindAsync("quay.io")).Credential));
    }

    [Fact]
    public async Task Podmans_name_of_Docker_Hub_is_asked_second()
    {
        Config("""{"credsStore":"test"}""");
        _machine.Program("docker-credential-test", """
            read server
            [ "$server" = docker.io ] && echo '{"Username":"podman","Secret":"x"}' && exit 0
            echo 'credentials not found in native keychain'; exit 1
            """);

        Assert.Equal("podman:x", Logins.Show((await _machine.FindAsync("docker.io")).Credential));
    }

    [Fact]
    public async Task Any_other_error_is_a_failure_with_what_the_helper_said()
    {
        Config("""{"credHelpers":{"quay.io":"test"}}""");
        _machine.Program("docker-credential-test", "echo 'error getting credentials'; echo 'keychain is locked' >&2; exit 3");

        var failure = await _machine.FailureAsync(ErrorCodes.CredentialHelperFailed, "quay.io");

        Assert.Equal(
            "'docker-credential-test get' for 'quay.io' ended with exit code 3: error getting credentials keychain is locked", failure.Cause);
    }

    [Theory]
    [InlineData("""echo '{"Username":"me","Secret":"s3cr3t"'""")]
    [InlineData("""echo '["s3cr3t"]'""")]
    [InlineData("""echo '{"Username":"me","Password":"s3cr3t"}'""")]
    [InlineData("""echo '{"Username":"me","Secret":{"v":"s3cr3t"}}'""")]
    [InlineData("""echo s3cr3t""")]
    [InlineData("""echo '{"Username":"me","Secret":"s3cr3t"}'; exit 1""")]
    public async Task An_answer_that_is_no_login_is_not_quoted(string script)
    {
        Config("""{"credsStore":"test"}""");
        _machine.Program("docker-credential-test", script);

        await _machine.FailureAsync(ErrorCodes.CredentialHelperFailed, "quay.io");
    }

    [Theory]
    [InlineData("../test")]
    [InlineData("te st")]
    [InlineData("test;id")]
    [InlineData("test\\n")]
    public async Task A_name_with_other_characters_is_not_run(string name)
    {
        Config($$"""{"credsStore":"{{name}}"}""");
        _machine.Program("docker-credential-test", Answers);

        await _machine.FailureAsync(ErrorCodes.CredentialHelperFailed, "quay.io");
    }

    [Fact]
    public async Task A_helper_that_is_not_installed_is_an_error_for_its_registry()
    {
        var file = Config("""{"credHelpers":{"quay.io":"absent"}}""");
        _machine.Program("docker-credential-test", Answers);

        var failure = await _machine.FailureAsync(ErrorCodes.CredentialHelperMissing, "quay.io", CredentialPurpose.Pull);

        Assert.Contains("docker-credential-absent", failure.Cause, StringComparison.Ordinal);
        Assert.Contains(file, failure.Cause, StringComparison.Ordinal);
        Assert.Null((await _machine.FindAsync("other.io")).Credential);
    }

    [Theory]
    // entries, purpose, fails: a container that inherits "credsStore" can still pull what needs no login
    [InlineData("{}", CredentialPurpose.Pull, false)]
    [InlineData("{}", CredentialPurpose.Push, true)]
    [InlineData("""{"quay.io":{}}""", CredentialPurpose.Pull, true)]
    public async Task A_general_helper_that_is_not_installed_stops_what_needs_it(string auths, CredentialPurpose purpose, bool fails)
    {
        Config($$"""{"credsStore":"absent","auths":{{auths}}}""");

        if (fails)
            await _machine.FailureAsync(ErrorCodes.CredentialHelperMissing, "quay.io", purpose);
        else
            Assert.Contains("docker-credential-absent (not installed)", (await _machine.FindAsync("quay.io", purpose)).Describe(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("bin")]
    public async Task Folders_of_PATH_that_depend_on_the_current_folder_are_skipped(string path)
    {
        Config("""{"credsStore":"test"}""");
        _machine.Program("docker-credential-test", Answers);
        _machine["PATH"] = path;

        await _machine.FailureAsync(ErrorCodes.CredentialHelperMissing, "quay.io");
    }

    [Fact]
    public async Task A_file_without_the_execute_bit_is_not_a_helper()
    {
        Config("""{"credsStore":"test"}""");
        TestMachine.SetExecutable(_machine.Program("docker-credential-test", Answers), false);

        await _machine.FailureAsync(ErrorCodes.CredentialHelperMissing, "quay.io");
    }

    [Fact]
    public async Task A_program_that_cannot_be_started_is_a_failure_not_a_crash()
    {
        Config("""{"credsStore":"test"}""");
        File.WriteAllBytes(_machine.Program("docker-credential-test", ""), [0, 1, 2, 3]);

        await _machine.FailureAsync(ErrorCodes.CredentialHelperFailed, "quay.io");
    }

    [Fact]
    public async Task A_helper_that_hangs_is_ended_with_everything_it_started()
    {
        Config("""{"credsStore":"test"}""");
        _machine.Program("docker-credential-test", "/bin/sleep 60 & wait");
        var environment = new CredentialEnvironment
        {
            Variable = name => _machine[name],
            HomeFolder = _machine.Home,
            Http = _machine.Network,
            DirectHttp = _machine.Network,
            HelperTimeout = TimeSpan.FromMilliseconds(300),
        };
        var watch = Stopwatch.StartNew();

        var failure = await Assert.ThrowsAsync<ImageBuildException>(async () =>
            await new CredentialSearch(environment).FindAsync("quay.io", "a", CredentialPurpose.Push, CancellationToken.None));

        Assert.Contains("did not end within", failure.Cause, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"took {watch.Elapsed}");
    }

    [Fact]
    public async Task An_answer_is_remembered_for_minutes_not_for_ever()
    {
        Config("""{"credsStore":"test"}""");
        var program = _machine.Program("docker-credential-test", Answers);
        var search = _machine.Search();

        await Task.WhenAll(Enumerable.Range(0, 5).Select(number =>
            search.FindAsync("quay.io", $"team/{number}", CredentialPurpose.Push, CancellationToken.None).AsTask()));
        Assert.Single(File.ReadAllLines(program + ".log"));

        _machine.Clock.Now += TimeSpan.FromMinutes(6);
        await search.FindAsync("quay.io", "team/app", CredentialPurpose.Push, CancellationToken.None);
        Assert.Equal(2, File.ReadAllLines(program + ".log").Length);
    }

    public void Dispose() => _machine.Dispose();

    private string Config(string json) => _machine.Write(".docker/config.json", json);
}
