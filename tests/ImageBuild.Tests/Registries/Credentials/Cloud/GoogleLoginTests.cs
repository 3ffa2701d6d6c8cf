using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Credentials;
using ImageBuild.Registries.Credentials.Cloud;

namespace ImageBuild.Tests.Registries.Credentials.Cloud;

public sealed class GoogleLoginTests : IDisposable
{
    private const string Registry = "europe-docker.pkg.dev";
    private const string User = """{"type":"authorized_user","client_id":"app","client_secret":"s3cr3t-client","refresh_token":"s3cr3t-refresh"}""";

    private readonly TestMachine _machine = new();
    private readonly RSA _rsa = RSA.Create(2048);

    [Theory]
    [InlineData("gcr.io", true)]
    [InlineData("eu.gcr.io", true)]
    [InlineData("marketplace.gcr.io", true)]
    [InlineData("us-central1-docker.pkg.dev", true)]
    [InlineData("docker.us-central1.rep.pkg.dev", true)]
    [InlineData("npm.us-central1.rep.pkg.dev", false)]
    [InlineData("evilgcr.io", false)]
    [InlineData("gcr.io.evil.example", false)]
    [InlineData("pkg.dev.evil.example", false)]
    [InlineData("gcr.io:5000", false)]
    [InlineData("ghcr.io", false)]
    public void Only_Googles_hosts_see_a_Google_token(string host, bool google) => Assert.Equal(google, GoogleLogin.IsGoogle(host));

    [Fact]
    public async Task A_service_account_signs_a_statement_for_its_token()
    {
        _machine["GOOGLE_APPLICATION_CREDENTIALS"] = ServiceAccount("https://oauth2.example.com/token");
        _machine.Network.Add("https://oauth2.example.com", request => TokenForAssertion(request, "https://oauth2.example.com/token"));

        var result = await _machine.FindAsync(Registry);

        Assert.Equal("oauth2accesstoken:s3cr3t-access", Logins.Show(result.Credential));
        Assert.Equal("service account ci@project.iam.gserviceaccount.com", result.Credential!.Source);
    }

    [Theory]
    [InlineData("GOOGLE_APPLICATION_CREDENTIALS")]
    [InlineData("CLOUDSDK_CONFIG")]
    [InlineData("")]
    public async Task A_users_refresh_token_is_traded(string variable)
    {
        var file = _machine.Write(".config/gcloud/application_default_credentials.json", User);
        if (variable == "CLOUDSDK_CONFIG")
        {
            _machine[variable] = Path.Combine(_machine.Home, "sdk");
            Directory.Move(Path.GetDirectoryName(file)!, _machine["CLOUDSDK_CONFIG"]!);
        }
        else if (variable.Length > 0)
        {
            _machine[variable] = file;
        }

        _machine.Network.Add("https://oauth2.googleapis.com", request =>
        {
            var form = request.Form();
            return request.Path == "/token" && form["grant_type"] == "refresh_token" && form["client_id"] == "app"
                && form["client_secret"] == "s3cr3t-client" && form["refresh_token"] == "s3cr3t-refresh"
                    ? FakeNetwork.Json("""{"access_token":"s3cr3t-access","expires_in":3599,"token_type":"Bearer"}""")
                    : FakeNetwork.Json("""{"error":"invalid_grant"}""", HttpStatusCode.BadRequest);
        });

        Assert.Equal("oauth2accesstoken:s3cr3t-access", Logins.Show((await _machine.FindAsync(Registry)).Credential));
    }

    [Fact]
    public async Task The_metadata_service_wants_its_header()
    {
        _machine.Network.Add("http://metadata.google.internal", Metadata);

        Assert.Equal("oauth2accesstoken:s3cr3t-metadata", Logins.Show((await _machine.FindAsync(Registry)).Credential));
    }

    [Fact]
    public async Task The_metadata_service_can_be_elsewhere()
    {
        _machine["GCE_METADATA_HOST"] = "127.0.0.1:8080";
        _machine.Network.Add("http://127.0.0.1:8080", Metadata);

        Assert.NotNull((await _machine.FindAsync(Registry)).Credential);
    }

    [Fact]
    public async Task A_server_that_answers_everything_is_not_the_metadata_service()
    {
        _machine.Network.Add("http://metadata.google.internal", _ => FakeNetwork.Json("""{"access_token":"s3cr3t"}"""));

        var result = await _machine.FindAsync(Registry);

        Assert.Null(result.Credential);
        Assert.Contains("Google metadata service (another server answered)", result.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_Google_there_is_no_login_and_no_error()
    {
        var result = await _machine.FindAsync("gcr.io", CredentialPurpose.Pull);

        Assert.Null(result.Credential);
        Assert.Contains("Google metadata service (no answer)", result.Describe(), StringComparison.Ordinal);
        Assert.Single(_machine.Network.Requests);
    }

    [Fact]
    public async Task A_token_is_renewed_shortly_before_its_hour_is_over()
    {
        _machine.Network.Add("http://metadata.google.internal", Metadata);
        var search = _machine.Search();
        ValueTask<Credential?> Find() => search.FindAsync(Registry, "a", CredentialPurpose.Push, CancellationToken.None);

        var first = await Find();
        _machine.Clock.Now += TimeSpan.FromMinutes(54);
        Assert.Same(first, await Find());
        _machine.Clock.Now += TimeSpan.FromMinutes(2);
        Assert.NotSame(first, await Find());
    }

    [Theory]
    [InlineData("s3cr3t")]
    [InlineData("""["s3cr3t"]""")]
    [InlineData("""{"type":"service_account","client_email":"x@y","private_key":"s3cr3t"}""")]
    [InlineData("""{"type":"service_account","private_key":"s3cr3t"}""")]
    [InlineData("""{"type":"service_account","client_email":"x@y","private_key":"s3cr3t","token_uri":"http://evil.example/s3cr3t"}""")]
    [InlineData("""{"type":"authorized_user","client_secret":"s3cr3t"}""")]
    [InlineData("""{"type":"external_account","credential_source":{"url":"https://x/?s3cr3t"}}""")]
    [InlineData("""{"type":"impersonated_service_account","source_credentials":{"refresh_token":"s3cr3t"}}""")]
    public async Task A_file_that_cannot_be_used_is_named_but_not_quoted(string content)
    {
        var file = _machine.Write("key.json", content);
        _machine["GOOGLE_APPLICATION_CREDENTIALS"] = file;

        Assert.Contains(file, (await _machine.FailureAsync(ErrorCodes.CloudIdentityUnusable, Registry)).Cause, StringComparison.Ordinal);
        Assert.Empty(_machine.Network.Requests);
    }

    [Fact]
    public async Task A_refused_user_gets_the_services_code()
    {
        _machine["GOOGLE_APPLICATION_CREDENTIALS"] = _machine.Write("user.json", User);
        _machine.Network.Add("https://oauth2.googleapis.com", _ =>
            FakeNetwork.Json("""{"error":"invalid_grant","error_description":"s3cr3t was revoked"}""", HttpStatusCode.BadRequest));

        Assert.Contains("400 invalid_grant", (await _machine.FailureAsync(ErrorCodes.CloudLoginFailed, Registry)).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_file_as_a_password_passes_through_unchanged()
    {
        _machine["IMAGEBUILD_REGISTRY_USER"] = "_json_key";
        _machine["IMAGEBUILD_REGISTRY_PASSWORD"] = User;

        Assert.Equal($"_json_key:{User}", Logins.Show((await _machine.FindAsync(Registry)).Credential));
        Assert.Empty(_machine.Network.Requests);
    }

    public void Dispose()
    {
        _rsa.Dispose();
        _machine.Dispose();
    }

    private static HttpResponseMessage Metadata(FakeRequest request)
    {
        var response = request.Header("Metadata-Flavor") != "Google"
            ? FakeNetwork.Text("Missing Metadata-Flavor:Google header", HttpStatusCode.Forbidden)
            : request.Path switch
            {
                "/" => FakeNetwork.Text("computeMetadata/"),
                "/computeMetadata/v1/instance/service-accounts/default/token" =>
                    FakeNetwork.Json("""{"access_token":"s3cr3t-metadata","expires_in":3600,"token_type":"Bearer"}"""),
                _ => FakeNetwork.Text("", HttpStatusCode.NotFound),
            };
        response.Headers.Add("Metadata-Flavor", "Google");
        return response;
    }

    private string ServiceAccount(string tokenUri) => _machine.Write("key.json", JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["type"] = "service_account",
        ["client_email"] = "ci@project.iam.gserviceaccount.com",
        ["private_key_id"] = "key-1",
        ["private_key"] = _rsa.ExportPkcs8PrivateKeyPem(),
        ["token_uri"] = tokenUri,
    }));

    /// <summary>The token endpoint: checks the statement's signature with the public half, and every claim.</summary>
    private HttpResponseMessage TokenForAssertion(FakeRequest request, string audience)
    {
        var form = request.Form();
        var parts = form["assertion"].Split('.');
        using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        var now = _machine.Clock.Now.ToUnixTimeSeconds();
        string Claim(string name) => claims.RootElement.GetProperty(name).ToString();
        var fine = form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
            && header.RootElement.GetProperty("alg").GetString() == "RS256" && header.RootElement.GetProperty("kid").GetString() == "key-1"
            && _rsa.VerifyData(
                Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            && Claim("iss") == "ci@project.iam.gserviceaccount.com" && Claim("aud") == audience
            && Claim("scope") == "https://www.googleapis.com/auth/cloud-platform"
            && Claim("iat") == now.ToString(CultureInfo.InvariantCulture) && Claim("exp") == (now + 3600).ToString(CultureInfo.InvariantCulture);
        return fine
            ? FakeNetwork.Json("""{"access_token":"s3cr3t-access","expires_in":3599}""")
            : FakeNetwork.Json("""{"error":"invalid_grant"}""", HttpStatusCode.BadRequest);
    }
}
