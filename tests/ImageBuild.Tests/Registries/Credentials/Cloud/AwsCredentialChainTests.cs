using System.Net;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Credentials;
using ImageBuild.Registries.Credentials.Cloud;

namespace ImageBuild.Tests.Registries.Credentials.Cloud;

/// <summary>Where AWS keys come from, in which order, and what each place demands.</summary>
public sealed class AwsCredentialChainTests : IDisposable
{
    private const string Keys = """{"Code":"Success","AccessKeyId":"AKIATEST","SecretAccessKey":"s3cr3t+key/for/tests","Token":"s3cr3t-session","SessionToken":"s3cr3t-session","Expiration":"2026-03-01T18:00:00Z","Version":1}""";
    private const string Registry = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
    private const string Profile = "aws_access_key_id = AKIATEST\naws_secret_access_key = s3cr3t+key/for/tests\n";

    private readonly TestMachine _machine = new();

    [Fact]
    public async Task Places_are_asked_in_order()
    {
        _machine["AWS_ACCESS_KEY_ID"] = FakeEcr.AccessKey;
        _machine["AWS_SECRET_ACCESS_KEY"] = FakeEcr.SecretKey;
        _machine["AWS_ROLE_ARN"] = "arn:aws:iam::123456789012:role/ci";
        _machine["AWS_WEB_IDENTITY_TOKEN_FILE"] = _machine.Write("token", "s3cr3t-web\n");
        _machine.Network.Add("https://sts.eu-west-1.amazonaws.com", Sts);
        _machine.Write(".aws/credentials", $"[default]\n{Profile}");
        _machine["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/credentials/1";
        _machine.Network.Add("http://169.254.170.2", _ => FakeNetwork.Json(Keys));
        _machine.Network.Add("http://169.254.169.254", Imds);

        var order = new List<string>();
        foreach (var take in (Action[])
        [
            () => _machine["AWS_ACCESS_KEY_ID"] = null,
            () => _machine["AWS_ROLE_ARN"] = null,
            () => File.Delete(Path.Combine(_machine.Home, ".aws/credentials")),
            () => _machine["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = null,
            () => _machine["AWS_EC2_METADATA_DISABLED"] = "TRUE",
        ])
        {
            order.Add((await FindAsync())!.Source);
            take();
        }

        Assert.Null(await FindAsync());
        Assert.Equal(
            [
                "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
                "AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN",
                "AWS profile 'default'",
                "the container's credential endpoint",
                "EC2 instance metadata",
            ],
            order);
    }

    [Fact]
    public async Task Without_any_keys_the_search_says_where_it_looked_and_does_not_fail()
    {
        var result = await _machine.FindAsync(Registry);

        Assert.Null(result.Credential);
        Assert.EndsWith(
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (not set); AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN (not set); "
            + "AWS profile 'default' (not configured); AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and AWS_CONTAINER_CREDENTIALS_FULL_URI (not set); "
            + "EC2 instance metadata (no answer).",
            result.Describe(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_identity_is_traded_without_a_signature()
    {
        _machine["AWS_ROLE_ARN"] = "arn:aws-cn:iam::123456789012:role/ci";
        _machine["AWS_WEB_IDENTITY_TOKEN_FILE"] = _machine.Write("token", "s3cr3t-web\n");
        _machine["AWS_REGION"] = "cn-north-1";
        _machine.Network.Add("https://sts.cn-north-1.amazonaws.com.cn", Sts);

        var keys = await FindAsync();

        Assert.Equal((FakeEcr.AccessKey, FakeEcr.SecretKey, FakeEcr.SessionToken), (keys!.AccessKeyId, keys.SecretAccessKey, keys.SessionToken));
    }

    [Fact]
    public async Task A_refused_web_identity_is_an_error_without_the_token()
    {
        _machine["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/other";
        _machine["AWS_WEB_IDENTITY_TOKEN_FILE"] = _machine.Write("token", "s3cr3t-web");
        _machine.Network.Add("https://sts.eu-west-1.amazonaws.com", Sts);

        var failure = await _machine.FailureAsync(ErrorCodes.CloudLoginFailed, Registry);

        Assert.Contains("role 'arn:aws:iam::1:role/other' (AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN): 403 AccessDenied", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_file_that_is_gone_is_an_error()
    {
        _machine["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/ci";
        _machine["AWS_WEB_IDENTITY_TOKEN_FILE"] = Path.Combine(_machine.Home, "absent");

        await _machine.FailureAsync(ErrorCodes.CloudIdentityUnusable, Registry);
    }

    [Theory]
    // credentials file, config file, AWS_PROFILE
    [InlineData("[default]\n" + Profile, "", null)]
    [InlineData("[ci]\n" + Profile, "", "ci")]
    [InlineData("", "[profile ci]\n" + Profile, "ci")]
    [InlineData("", "[default]\n" + Profile, null)]
    [InlineData("", "[profile default]\n" + Profile, null)]
    [InlineData("[default]\naws_access_key_id=other\n[ci] # mine\n; comment\n" + Profile, "", "ci")]
    [InlineData("[ci]\n" + Profile, "[profile ci]\naws_access_key_id=old\naws_secret_access_key=old", "ci")]
    [InlineData("[default]\naws_access_key_id=AKIATEST # mine\naws_secret_access_key=s3cr3t+key/for/tests\t; mine", "", null)]
    [InlineData("[default]\n" + Profile, "[default]\ns3 =\n  aws_access_key_id = nested\nregion = eu-west-1", null)]
    [InlineData("[default]\n" + Profile, "[default]\nsso_start_url = https://example.com", null)]
    public async Task A_profile_has_keys(string credentials, string config, string? profile)
    {
        _machine.Write(".aws/credentials", credentials);
        _machine.Write(".aws/config", config);
        _machine["AWS_PROFILE"] = profile;

        var keys = await FindAsync();

        Assert.Equal((FakeEcr.AccessKey, FakeEcr.SecretKey), (keys!.AccessKeyId, keys.SecretAccessKey));
    }

    [Fact]
    public async Task The_files_of_profiles_can_be_elsewhere()
    {
        _machine["AWS_SHARED_CREDENTIALS_FILE"] = _machine.Write("elsewhere", $"[default]\n{Profile}aws_session_token=s3cr3t-session");

        Assert.Equal(FakeEcr.SessionToken, (await FindAsync())!.SessionToken);
    }

    [Theory]
    [InlineData("sso_session = corp\nsso_account_id = 1", "signs in through a browser")]
    [InlineData("sso_start_url = https://example.com", "signs in through a browser")]
    [InlineData("login_session = arn:aws:iam::1:user/me", "signs in through a browser")]
    public async Task A_profile_that_needs_AWS_own_tools_says_which_command_to_use(string settings, string what)
    {
        _machine.Write(".aws/config", $"[profile ci]\n{settings}");
        _machine["AWS_PROFILE"] = "ci";

        var failure = await _machine.FailureAsync(ErrorCodes.CloudIdentityUnusable, Registry);

        Assert.Contains($"AWS profile 'ci' {what}", failure.Cause, StringComparison.Ordinal);
        Assert.Contains("aws ecr get-login-password --region eu-west-1", failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_with_a_web_identity_is_traded()
    {
        _machine.Write(".aws/config", $"[default]\nrole_arn = arn:aws:iam::1:role/ci\nweb_identity_token_file = {_machine.Write("token", "s3cr3t-web")}");
        _machine.Network.Add("https://sts.eu-west-1.amazonaws.com", Sts);

        Assert.Equal("AWS profile 'default'", (await FindAsync())!.Source);
    }

    [Fact]
    public async Task A_profile_that_is_named_must_exist()
    {
        _machine["AWS_PROFILE"] = "absent";

        Assert.Contains("'absent'", (await _machine.FailureAsync(ErrorCodes.CloudIdentityUnusable, Registry)).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_process_is_run_without_a_shell()
    {
        _machine.Program("vault-aws", $"""[ "$1" = "two words" ] && [ "$2" = '$HOME' ] && echo '{Keys}'""");
        _machine.Write(".aws/config", "[default]\ncredential_process = vault-aws \"two words\" $HOME\n");

        Assert.Equal(FakeEcr.SessionToken, (await FindAsync())!.SessionToken);
    }

    [Theory]
    [InlineData("echo s3cr3t")]
    [InlineData("echo '{\"AccessKeyId\":\"s3cr3t\"}'")]
    [InlineData("echo s3cr3t; exit 1")]
    public async Task A_credential_process_that_fails_is_not_quoted(string script)
    {
        _machine.Program("vault-aws", script);
        _machine.Write(".aws/config", "[default]\ncredential_process = vault-aws --password s3cr3t\n");

        Assert.Contains("'vault-aws'", (await _machine.FailureAsync(ErrorCodes.CloudIdentityUnusable, Registry)).Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://169.254.170.23/v1/credentials", "http://169.254.170.23")]
    [InlineData("http://[fd00:ec2::23]/v1/credentials", "http://[fd00:ec2::23]")]
    [InlineData("http://localhost:1338/role", "http://localhost:1338")]
    [InlineData("http://127.0.0.1:1338/role", "http://127.0.0.1:1338")]
    [InlineData("https://vault.example.com/role", "https://vault.example.com")]
    public async Task The_container_endpoint_gets_the_token_of_its_file(string uri, string origin)
    {
        _machine["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = uri;
        _machine["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "old";
        _machine["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = _machine.Write("token", "s3cr3t-pod\n");
        _machine.Network.Add(origin, request =>
            request.Header("Authorization") == "s3cr3t-pod" ? FakeNetwork.Json(Keys) : FakeNetwork.Text("", HttpStatusCode.Forbidden));

        Assert.Equal(FakeEcr.SessionToken, (await FindAsync())!.SessionToken);
    }

    [Theory]
    [InlineData("http://evil.example/role")]
    [InlineData("http://169.254.169.254/role")]
    [InlineData("http://169.254.170.2.evil.example/")]
    [InlineData("ftp://localhost/")]
    [InlineData("/relative")]
    public async Task A_container_endpoint_elsewhere_is_not_asked(string uri)
    {
        _machine["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = uri;
        _machine["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = TestMachine.Secret;

        await _machine.FailureAsync(ErrorCodes.CloudIdentityUnusable, Registry);
        Assert.Empty(_machine.Network.Requests);
    }

    [Fact]
    public async Task Instance_metadata_is_asked_the_second_version_s_way()
    {
        _machine.Network.Add("http://169.254.169.254", Imds);

        Assert.NotNull(await FindAsync());
        Assert.Equal(
            ["PUT /latest/api/token", "GET /latest/meta-data/iam/security-credentials/", "GET /latest/meta-data/iam/security-credentials/ci-role"],
            _machine.Network.Requests.Select(request => $"{request.Method} {request.Path}"));
    }

    [Fact]
    public async Task An_instance_without_the_second_version_is_not_asked_the_first_version_s_way()
    {
        _machine.Network.Add("http://169.254.169.254", request =>
            request.Method == "PUT" ? FakeNetwork.Text("", HttpStatusCode.NotFound) : FakeNetwork.Text("ci-role"));

        Assert.Null(await FindAsync());
        Assert.Single(_machine.Network.Requests);
    }

    [Theory]
    [InlineData("plain", "[plain]")]
    [InlineData("a  b\tc", "[a][b][c]")]
    [InlineData("a \"b c\" d", "[a][b c][d]")]
    [InlineData("\"C:\\Program Files\\x.exe\" --n \"\"", "[C:\\Program Files\\x.exe][--n][]")]
    [InlineData("a \\\"b", "[a][\"b]")]
    [InlineData(" ", "")]
    public void A_command_line_is_split_into_words(string command, string words) =>
        Assert.Equal(words, string.Concat(AwsCredentialProcess.Split(command).Select(word => $"[{word}]")));

    public void Dispose() => _machine.Dispose();

    private Task<AwsCredentials?> FindAsync() =>
        new AwsCredentialChain(_machine.Environment, new CloudHttp(_machine.Environment)).FindAsync("eu-west-1", new SearchTrail(), CancellationToken.None);

    /// <summary>STS: a form with these fields, no signature, an answer in XML.</summary>
    private static HttpResponseMessage Sts(FakeRequest request)
    {
        var form = request.Form();
        var fine = request.Method == "POST" && request.Header("Authorization") is null
            && form["Action"] == "AssumeRoleWithWebIdentity" && form["Version"] == "2011-06-15"
            && form["RoleArn"].EndsWith("role/ci", StringComparison.Ordinal) && form["RoleSessionName"] == "imagebuild" && form["WebIdentityToken"] == "s3cr3t-web";
        return fine
            ? FakeNetwork.Text("""
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials>
                <SessionToken>s3cr3t-session</SessionToken><SecretAccessKey>s3cr3t+key/for/tests</SecretAccessKey><Expiration>2026-03-01T13:00:00Z</Expiration>
                <AccessKeyId>AKIATEST</AccessKeyId></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>
                """)
            : FakeNetwork.Text(
                """<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Code>AccessDenied</Code><Message>s3cr3t</Message></Error></ErrorResponse>""",
                HttpStatusCode.Forbidden);
    }

    /// <summary>Instance metadata that, like the real one set to "tokens required", answers 401 without the token.</summary>
    private static HttpResponseMessage Imds(FakeRequest request) => (request.Method, request.Path) switch
    {
        ("PUT", "/latest/api/token") => request.Header("X-aws-ec2-metadata-token-ttl-seconds") is { Length: > 0 }
            ? FakeNetwork.Text("imds-token")
            : FakeNetwork.Text("", HttpStatusCode.BadRequest),
        _ when request.Header("X-aws-ec2-metadata-token") != "imds-token" => FakeNetwork.Text("", HttpStatusCode.Unauthorized),
        ("GET", "/latest/meta-data/iam/security-credentials/") => FakeNetwork.Text("ci-role"),
        ("GET", "/latest/meta-data/iam/security-credentials/ci-role") => FakeNetwork.Json(Keys),
        _ => FakeNetwork.Text("", HttpStatusCode.NotFound),
    };
}
