using System.Buffers.Text;
using System.Net;
using System.Text;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Credentials;
using ImageBuild.Registries.Credentials.Cloud;

namespace ImageBuild.Tests.Registries.Credentials.Cloud;

public sealed class AcrLoginTests : IDisposable
{
    private const string Registry = "contoso.azurecr.io";
    private const string Client = "11111111-2222-3333-4444-555555555555";

    private readonly TestMachine _machine = new();

    public AcrLoginTests() => _machine.Network.Add($"https://{Registry}", Exchange);

    [Theory]
    [InlineData("contoso.azurecr.io", true)]
    [InlineData("contoso.azurecr.cn", true)]
    [InlineData("contoso.azurecr.us", true)]
    [InlineData("contoso.azurecr.de", true)]
    [InlineData("contoso-hash.azurecr.io", true)]
    [InlineData("azurecr.io", false)]
    [InlineData("contoso.azurecr.io.evil.example", false)]
    [InlineData("contosoazurecr.io", false)]
    [InlineData("contoso.azurecr.io:5000", false)]
    [InlineData("mcr.microsoft.com", false)]
    public void Only_Azures_registries_see_an_Entra_token(string host, bool acr) => Assert.Equal(acr, AcrLogin.IsAcr(host));

    [Fact]
    public async Task A_client_secret_becomes_an_identity_token()
    {
        UseClient();
        _machine["AZURE_CLIENT_SECRET"] = "s3cr3t-client";
        _machine.Network.Add("https://login.microsoftonline.com", request => Entra(request, ("client_secret", "s3cr3t-client")));

        var result = await _machine.FindAsync(Registry);

        Assert.Equal($"identity {RefreshToken}", Logins.Show(result.Credential));
        Assert.Equal($"Azure client {Client}", result.Credential!.Source);
    }

    [Fact]
    public async Task A_federated_token_becomes_an_identity_token()
    {
        UseClient();
        _machine["AZURE_FEDERATED_TOKEN_FILE"] = _machine.Write("token", "s3cr3t-federated\n");
        _machine["AZURE_AUTHORITY_HOST"] = "https://login.example.com/";
        _machine.Network.Add("https://login.example.com", request => Entra(
            request,
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", "s3cr3t-federated")));

        Assert.NotNull((await _machine.FindAsync(Registry)).Credential);
    }

    [Fact]
    public async Task A_registry_in_another_cloud_asks_that_clouds_authority()
    {
        UseClient();
        _machine["AZURE_CLIENT_SECRET"] = "s3cr3t-client";
        _machine.Network.Add("https://login.chinacloudapi.cn", request => Entra(request, ("client_secret", "s3cr3t-client")));
        _machine.Network.Add("https://contoso.azurecr.cn", Exchange);

        Assert.NotNull((await _machine.FindAsync("contoso.azurecr.cn")).Credential);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Client)]
    public async Task A_machines_identity_is_asked_for_with_its_header(string? client)
    {
        _machine["AZURE_CLIENT_ID"] = client;
        _machine.Network.Add("http://169.254.169.254", request => request.Header("Metadata") != "true"
            ? FakeNetwork.Json("""{"error":"invalid_request"}""", HttpStatusCode.BadRequest)
            : ManagedToken(request, "/metadata/identity/oauth2/token", "2018-02-01", client));

        Assert.Equal("Azure managed identity", (await _machine.FindAsync(Registry)).Credential!.Source);
    }

    [Fact]
    public async Task An_apps_identity_has_its_own_address_and_secret()
    {
        _machine["IDENTITY_ENDPOINT"] = "http://127.0.0.1:41741/MSI/token/";
        _machine["IDENTITY_HEADER"] = "s3cr3t-header";
        _machine.Network.Add("http://127.0.0.1:41741", request => request.Header("X-IDENTITY-HEADER") != "s3cr3t-header"
            ? FakeNetwork.Text("", HttpStatusCode.Unauthorized)
            : ManagedToken(request, "/MSI/token/", "2019-08-01", null));

        Assert.NotNull((await _machine.FindAsync(Registry)).Credential);
        Assert.DoesNotContain(_machine.Network.Requests, request => request.Uri.Host == "169.254.169.254");
    }

    [Fact]
    public async Task A_machine_without_an_identity_has_no_login()
    {
        _machine.Network.Add("http://169.254.169.254", _ => FakeNetwork.Json("""{"error":"invalid_request"}""", HttpStatusCode.BadRequest));

        var result = await _machine.FindAsync(Registry);

        Assert.Null(result.Credential);
        Assert.Contains("Azure managed identity (no identity: 400 invalid_request)", result.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_identity_token_is_kept_for_its_three_hours()
    {
        UseClient();
        _machine["AZURE_CLIENT_SECRET"] = "s3cr3t-client";
        _machine.Network.Add("https://login.microsoftonline.com", request => Entra(request, ("client_secret", "s3cr3t-client")));
        var search = _machine.Search();
        ValueTask<Credential?> Find() => search.FindAsync(Registry, "a", CredentialPurpose.Push, CancellationToken.None);

        await Find();
        _machine.Clock.Now += TimeSpan.FromMinutes(170);
        await Find();
        Assert.Equal(2, _machine.Network.Requests.Count);
        _machine.Clock.Now += TimeSpan.FromMinutes(6);
        await Find();
        Assert.Equal(4, _machine.Network.Requests.Count);
    }

    [Fact]
    public async Task A_refused_secret_gives_Entras_number_and_no_more()
    {
        UseClient();
        _machine["AZURE_CLIENT_SECRET"] = "s3cr3t-wrong";
        _machine.Network.Add("https://login.microsoftonline.com", request => Entra(request, ("client_secret", "s3cr3t-client")));

        var failure = await _machine.FailureAsync(ErrorCodes.CloudLoginFailed, Registry);

        Assert.Contains($"login.microsoftonline.com gave no token for the client {Client}: 401 invalid_client AADSTS7000215.", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_refuses_the_identity_names_the_roles()
    {
        UseClient();
        _machine["AZURE_CLIENT_SECRET"] = "s3cr3t-client";
        _machine.Network.Add("https://login.microsoftonline.com", request => Entra(request, ("client_secret", "s3cr3t-client")));
        _machine.Network.Add($"https://{Registry}", _ => FakeNetwork.Json("""{"errors":[{"code":"UNAUTHORIZED","message":"s3cr3t"}]}""", HttpStatusCode.Unauthorized));

        var failure = await _machine.FailureAsync(ErrorCodes.CloudLoginFailed, Registry);

        Assert.Contains("AcrPush", failure.Remedy, StringComparison.Ordinal);
        Assert.Null((await _machine.FindAsync(Registry, CredentialPurpose.Pull)).Credential);
    }

    [Theory]
    [InlineData("AZURE_AUTHORITY_HOST", "http://login.example.com")]
    [InlineData("AZURE_AUTHORITY_HOST", "login.example.com")]
    public async Task An_authority_that_is_not_https_gets_no_secret(string variable, string value)
    {
        UseClient();
        _machine["AZURE_CLIENT_SECRET"] = TestMachine.Secret;
        _machine[variable] = value;

        await _machine.FailureAsync(ErrorCodes.CloudIdentityUnusable, Registry);
        Assert.Empty(_machine.Network.Requests);
    }

    public void Dispose() => _machine.Dispose();

    private string RefreshToken => $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{{\"exp\":{Start.AddHours(3).ToUnixTimeSeconds()}}}"))}.s3cr3t";

    private DateTimeOffset Start { get; } = new FakeClock().Now;

    private void UseClient()
    {
        _machine["AZURE_CLIENT_ID"] = Client;
        _machine["AZURE_TENANT_ID"] = "contoso-tenant";
    }

    private HttpResponseMessage Exchange(FakeRequest request)
    {
        var form = request.Form();
        return request.Method == "POST" && request.Path == "/oauth2/exchange" && form["grant_type"] == "access_token"
            && form["service"] == request.Uri.Host && form["access_token"] == "s3cr3t-entra"
            && form.GetValueOrDefault("tenant") == _machine["AZURE_TENANT_ID"]
                ? FakeNetwork.Json($$"""{"refresh_token":"{{RefreshToken}}"}""")
                : FakeNetwork.Text("", HttpStatusCode.BadRequest);
    }

    private static HttpResponseMessage Entra(FakeRequest request, params (string Name, string Value)[] proof)
    {
        var form = request.Form();
        var fine = request.Path == "/contoso-tenant/oauth2/v2.0/token" && form["grant_type"] == "client_credentials" && form["client_id"] == Client
            && form["scope"] == "https://containerregistry.azure.net/.default" && proof.All(field => form.GetValueOrDefault(field.Name) == field.Value);
        return fine
            ? FakeNetwork.Json("""{"token_type":"Bearer","expires_in":3599,"access_token":"s3cr3t-entra"}""")
            : FakeNetwork.Json(
                """{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided: s3cr3t"}""", HttpStatusCode.Unauthorized);
    }

    private static HttpResponseMessage ManagedToken(FakeRequest request, string path, string version, string? client)
    {
        var query = request.Query();
        return request.Path == path && query["api-version"] == version && query["resource"] == "https://containerregistry.azure.net"
            && query.GetValueOrDefault("client_id") == client
                ? FakeNetwork.Json("""{"access_token":"s3cr3t-entra","expires_on":"1772370000","token_type":"Bearer"}""")
                : FakeNetwork.Text("", HttpStatusCode.BadRequest);
    }
}
