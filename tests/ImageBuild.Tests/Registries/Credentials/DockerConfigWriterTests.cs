using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Credentials;

namespace ImageBuild.Tests.Registries.Credentials;

/// <summary>What "imagebuild login" and "logout" do to docker's configuration.</summary>
public sealed class DockerConfigWriterTests : IDisposable
{
    private static readonly Credential Login = new Credential.Basic("me", TestMachine.Secret, "terminal");

    private readonly TestMachine _machine = new();
    private readonly string _file;
    private readonly DockerConfigWriter _writer;

    public DockerConfigWriterTests()
    {
        _file = Path.Combine(_machine.Home, ".docker", "config.json");
        _writer = new DockerConfigWriter(_machine.Environment);
    }

    [Fact]
    public async Task A_login_makes_a_file_that_only_its_owner_may_read()
    {
        Assert.Equal(_file, await _writer.StoreAsync("registry.example.com", Login, CancellationToken.None));

        Assert.Equal("{\n\t\"auths\": {\n\t\t\"registry.example.com\": {\n\t\t\t\"auth\": \"bWU6czNjcjN0\"\n\t\t}\n\t}\n}", File.ReadAllText(_file));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_file));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(_file)!));
        }
    }

    [Fact]
    public async Task What_is_stored_is_found_again_and_what_is_removed_is_not()
    {
        await _writer.StoreAsync("docker.io", new Credential.Basic("me", "pä:ss", "terminal"), CancellationToken.None);
        await _writer.StoreAsync("contoso.example.com", new Credential.IdentityToken("s3cr3t", "terminal"), CancellationToken.None);

        Assert.Contains("\"https://index.docker.io/v1/\"", File.ReadAllText(_file), StringComparison.Ordinal);
        Assert.Equal("me:pä:ss", Logins.Show((await _machine.FindAsync("docker.io")).Credential));
        Assert.Equal("identity s3cr3t", Logins.Show((await _machine.FindAsync("contoso.example.com")).Credential));

        Assert.Equal(_file, await _writer.EraseAsync("registry-1.docker.io", CancellationToken.None));
        Assert.Null((await _machine.FindAsync("docker.io")).Credential);
        Assert.Null(await _writer.EraseAsync("docker.io", CancellationToken.None));
    }

    [Fact]
    public async Task Everything_else_in_the_file_stays_as_it_is_and_where_it_is()
    {
        const string Before = "{\n\t\"zeta\": 1.50,\n\t\"auths\": {\n\t\t\"b.io\": {\n\t\t\t\"auth\": \"eA+/\",\n\t\t\t\"email\": \"ä<&>\"\n\t\t}\n\t},\n\t\"HttpHeaders\": {\n\t\t\"X\": \"y\"\n\t},\n\t\"alpha\": [\n\t\tnull,\n\t\ttrue\n\t]\n}";
        _machine.Write(".docker/config.json", Before);

        await _writer.StoreAsync("a.io", Login, CancellationToken.None);
        Assert.Equal(
            Before.Replace("\n\t},\n\t\"HttpHeaders\"", ",\n\t\t\"a.io\": {\n\t\t\t\"auth\": \"bWU6czNjcjN0\"\n\t\t}\n\t},\n\t\"HttpHeaders\"", StringComparison.Ordinal),
            File.ReadAllText(_file));

        await _writer.EraseAsync("a.io", CancellationToken.None);
        Assert.Equal(Before, File.ReadAllText(_file));
    }

    [Fact]
    public async Task Other_spellings_of_the_registry_are_replaced_but_not_podmans_namespaces()
    {
        _machine.Write(".docker/config.json", "{" + Logins.Auths(
            Logins.Entry("https://quay.io/v2/", "old"), Logins.Entry("quay.io/team", "team"), Logins.Entry("QUAY.io", "old")) + "}");

        await _writer.StoreAsync("quay.io", Login, CancellationToken.None);

        Assert.Equal("me:s3cr3t", Logins.Show((await _machine.FindAsync("quay.io", repository: "")).Credential));
        Assert.Equal("team:s3cr3t", Logins.Show((await _machine.FindAsync("quay.io", repository: "team/app")).Credential));
        Assert.DoesNotContain(Logins.Base64("old:s3cr3t"), File.ReadAllText(_file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_others_could_read_is_closed()
    {
        _machine.Write(".docker/config.json", "{}");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_file, (UnixFileMode)0b110_100_100);
            await _writer.StoreAsync("quay.io", Login, CancellationToken.None);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_file));
        }
    }

    [Fact]
    public async Task A_symbolic_link_stays_and_its_target_is_written()
    {
        var real = _machine.Write("dotfiles/docker.json", "{}");
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        File.CreateSymbolicLink(_file, real);

        await _writer.StoreAsync("quay.io", Login, CancellationToken.None);

        Assert.Equal(real, new FileInfo(_file).LinkTarget);
        Assert.Contains("quay.io", File.ReadAllText(real), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"credsStore":"test"}""")]
    [InlineData("""{"credHelpers":{"quay.io":"test"}}""")]
    public async Task A_configured_helper_gets_the_login_and_the_file_an_empty_entry(string config)
    {
        _machine.Write(".docker/config.json", config);
        var program = _machine.Program("docker-credential-test", """/bin/cat >> "$0.$1" """);

        Assert.Equal("docker-credential-test", await _writer.StoreAsync("quay.io", Login, CancellationToken.None));
        Assert.Equal("""{"ServerURL":"quay.io","Username":"me","Secret":"s3cr3t"}""", File.ReadAllText(program + ".store"));
        Assert.Contains("\"quay.io\": {}", File.ReadAllText(_file), StringComparison.Ordinal);
        Assert.DoesNotContain(TestMachine.Secret, File.ReadAllText(_file), StringComparison.Ordinal);

        await _writer.EraseAsync("quay.io", CancellationToken.None);
        Assert.Equal("quay.io", File.ReadAllText(program + ".erase"));
        Assert.DoesNotContain("quay.io\": {}", File.ReadAllText(_file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_identity_token_goes_to_a_helper_under_its_special_name()
    {
        _machine.Write(".docker/config.json", """{"credsStore":"test"}""");
        var program = _machine.Program("docker-credential-test", """/bin/cat > "$0.$1" """);

        await _writer.StoreAsync("quay.io", new Credential.IdentityToken("t", "terminal"), CancellationToken.None);

        using var request = System.Text.Json.JsonDocument.Parse(File.ReadAllText(program + ".store"));
        Assert.Equal(("<token>", "t"), (request.RootElement.GetProperty("Username").GetString(), request.RootElement.GetProperty("Secret").GetString()));
    }

    [Fact]
    public async Task A_helper_that_fails_leaves_the_file_alone_and_the_secret_out_of_the_message()
    {
        _machine.Write(".docker/config.json", """{"credsStore":"test"}""");
        _machine.Program("docker-credential-test", "/bin/cat; echo locked >&2; exit 1");

        var failure = await FailureAsync(ErrorCodes.CredentialHelperFailed);

        Assert.Contains("locked", failure.Cause, StringComparison.Ordinal);
        Assert.Equal("""{"credsStore":"test"}""", File.ReadAllText(_file));
    }

    [Theory]
    [InlineData("""{"auths":{"quay.io":{"auth":s3cr3t}}}""")]
    [InlineData("""{"auths":["s3cr3t"]}""")]
    [InlineData("""["s3cr3t"]""")]
    [InlineData("""{"auths":{"a.io":{"auth":"s3cr3t"}},"auths":{}}""")]
    public async Task A_damaged_file_is_left_alone(string content)
    {
        _machine.Write(".docker/config.json", content);

        await FailureAsync(ErrorCodes.LoginFileUnreadable);

        Assert.Equal(content, File.ReadAllText(_file));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_a_coded_failure()
    {
        _machine["DOCKER_CONFIG"] = Path.Combine(_machine.Write("file", ""), "below");

        await FailureAsync(ErrorCodes.LoginNotStored);
    }

    [Fact]
    public async Task Nothing_unfinished_is_left_behind()
    {
        await _writer.StoreAsync("quay.io", Login, CancellationToken.None);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _writer.StoreAsync("b.io", Login, new CancellationToken(canceled: true)));

        Assert.Equal(["config.json"], Directory.GetFiles(Path.GetDirectoryName(_file)!).Select(Path.GetFileName));
        Assert.DoesNotContain(Directory.GetFiles(_machine.Home), path => Path.GetFileName(path).StartsWith(AtomicFile.TemporaryPrefix, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_search_writes_nothing()
    {
        _machine["GITHUB_ACTIONS"] = "true";
        _machine["GITHUB_ACTOR"] = "octocat";
        _machine["GITHUB_TOKEN"] = TestMachine.Secret;

        await _machine.FindAsync("ghcr.io");

        Assert.Empty(Directory.GetFileSystemEntries(_machine.Home));
    }

    public void Dispose() => _machine.Dispose();

    private async Task<ImageBuildException> FailureAsync(ErrorCode code)
    {
        var failure = await Assert.ThrowsAsync<ImageBuildException>(() => _writer.StoreAsync("quay.io", Login, CancellationToken.None));
        Assert.Equal(code, failure.Code);
        Assert.DoesNotContain(TestMachine.Secret, failure.ToString(), StringComparison.Ordinal);
        return failure;
    }
}
