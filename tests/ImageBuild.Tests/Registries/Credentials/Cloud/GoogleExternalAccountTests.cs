using System.Net;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Credentials;

namespace ImageBuild.Tests.Registries.Credentials.Cloud;

/// <summary>Workload identity federation, as google-github-actions/auth sets it up.</summary>
public sealed class GoogleExternalAccountTests : IDisposable
{
    private const string Registry = "europe-docker.pkg.dev";
    private const string Audience = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci/providers/github";
    private const string FromUrl = """{"url":"https://ci.example.com/token","headers":{"Authorization":"Bearer s3cr3t-job"},"format":{"type":"json","subject_token_field_name":"value"}}""";

    private readonly TestMachine _machine = new();

    public GoogleExternalAccountTests()
    {
        _machine.Network.Add("https://ci.example.com", request => request.Header("Authorization") == "Bearer s3cr3t-job"
            ? FakeNetwork.Json("""{"value":"s3cr3t-subject"}""")
            : FakeNetwork.Text("", HttpStatusCode.Unauthorized));
        _machine.Network.Add("https://sts.googleapis.com", Exchange);
        _machine.Network.Add("https://iamcredentials.googleapis.com", request =>
            request.Header("Authorization") == "Bearer s3cr3t-federated" && request.Path.EndsWith("/ci@p:generateAccessToken", StringComparison.Ordinal)
            && request.Body == """{"scope":["https://www.googleapis.com/auth/cloud-platform"]}"""
                ? FakeNetwork.Json("""{"accessToken":"s3cr3t-account","expireTime":"2026-03-01T13:00:00Z"}""")
                : FakeNetwork.Text("", HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task The_jobs_token_is_traded_at_Google()
    {
        Configure(FromUrl);

        Assert.Equal("oauth2accesstoken:s3cr3t-federated", Logins.Show((await _machine.FindAsync(Registry)).Credential));
    }

    [Fact]
    public async Task A_token_can_lie_in_a_file()
    {
        Configure($$"""{"file":"{{_machine.Write("subject", "s3cr3t-subject\n")}}"}""");

        Assert.NotNull((await _machine.FindAsync(Registry)).Credential);
    }

    [Fact]
    public async Task A_service_account_is_taken_on_with_the_traded_token()
    {
        Configure(FromUrl, """
            ,"service_account_impersonation_url":"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/ci@p:generateAccessToken"
            """);

        Assert.Equal("oauth2accesstoken:s3cr3t-account", Logins.Show((await _machine.FindAsync(Registry)).Credential));
    }

    [Fact]
    public async Task A_refused_token_is_a_coded_failure()
    {
        Configure($$"""{"file":"{{_machine.Write("subject", "s3cr3t-stale")}}"}""");

        Assert.Contains("400 invalid_grant", (await _machine.FailureAsync(ErrorCodes.CloudLoginFailed, Registry)).Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"environment_id":"aws1","url":"http://169.254.169.254/x"}""")]
    [InlineData("""{"executable":{"command":"s3cr3t"}}""")]
    [InlineData("""{"url":"http://evil.example/s3cr3t"}""")]
    [InlineData("""{"url":"https://ci.example.com/token","headers":{"Authorization":"Bearer s3cr3t-job"},"format":{"type":"json","subject_token_field_name":"other"}}""")]
    public async Task A_source_that_cannot_be_used_is_a_coded_failure(string source)
    {
        Configure(source);

        await _machine.FailureAsync(ErrorCodes.CloudIdentityUnusable, Registry);
        Assert.DoesNotContain(_machine.Network.Requests, request => request.Uri.Host != "ci.example.com");
    }

    [Theory]
    [InlineData("token_url")]
    [InlineData("service_account_impersonation_url")]
    public async Task Addresses_that_see_a_token_are_https(string member)
    {
        Configure(FromUrl, $",\"{member}\":\"http://evil.example/\"");

        await _machine.FailureAsync(ErrorCodes.CloudIdentityUnusable, Registry);
        Assert.Empty(_machine.Network.Requests);
    }

    public void Dispose() => _machine.Dispose();

    private static HttpResponseMessage Exchange(FakeRequest request)
    {
        var form = request.Form();
        return request.Path == "/v1/token" && form["grant_type"] == "urn:ietf:params:oauth:grant-type:token-exchange" && form["audience"] == Audience
            && form["subject_token"] == "s3cr3t-subject" && form["subject_token_type"] == "urn:ietf:params:oauth:token-type:jwt"
            && form["requested_token_type"] == "urn:ietf:params:oauth:token-type:access_token"
                ? FakeNetwork.Json("""{"access_token":"s3cr3t-federated","expires_in":3600}""")
                : FakeNetwork.Json("""{"error":"invalid_grant","error_description":"s3cr3t"}""", HttpStatusCode.BadRequest);
    }

    private void Configure(string source, string more = "") => _machine["GOOGLE_APPLICATION_CREDENTIALS"] = _machine.Write(
        "external.json",
        "{\"type\":\"external_account\",\"audience\":\"" + Audience + "\",\"subject_token_type\":\"urn:ietf:params:oauth:token-type:jwt\","
        + "\"token_url\":\"https://sts.googleapis.com/v1/token\",\"credential_source\":" + source + more + "}");
}
