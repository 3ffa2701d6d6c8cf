using ImageBuild.Diagnostics;
using ImageBuild.Registries.Credentials;
using ImageBuild.Tests.Registries.Simulated;
using ImageBuild.Tests.Registries.Simulated.Profiles;

namespace ImageBuild.Tests.Registries;

/// <summary>What a token service is asked, and what is made of its answer.</summary>
public class TokenServiceTests : RegistryTest
{
    [Fact]
    public async Task One_scope_with_merged_actions_is_asked_for_per_repository()
    {
        var registry = new GitLabProfile();
        // Another host than the registry's, which is GitLab's normal set-up.
        var tokens = Guard(registry, "gitlab.com");
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);

        await PushAsync(network.Client(registry.Name, Alice), TestImages.Create("scope", false, 10, 20, 30));

        var request = Assert.Single(tokens.Seen);
        Assert.Equal(["repository:team/app:pull,push"], SimulatedHost.Query(request.Target)["scope"]);
    }

    [Fact]
    public async Task However_many_requests_need_a_token_it_is_fetched_once()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var tokens = Guard(registry);
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);

        await PushAsync(network.Client(registry.Name, Alice, options => options with { Parallelism = 8 }), TestImages.Create("once", false, 10, 20, 30, 40, 50, 60, 70));

        Assert.Equal(1, tokens.Issued);
    }

    [Theory]
    [InlineData("""{"access_token":"TOKEN"}""")]
    [InlineData("""{"token":"TOKEN"}""")]
    [InlineData("""{"token":"TOKEN","expires_in":"300"}""")]
    [InlineData("""{"token":"TOKEN","expires_in":300.5,"issued_at":"0001-01-01T00:00:00Z"}""")]
    [InlineData("""{"token":"TOKEN","expires_in":1,"issued_at":"2024-01-01 00:00:00 +0000 UTC"}""")]
    [InlineData("""{"token":"TOKEN","issued_at":""}""")]
    [InlineData("""{"token":"TOKEN","issued_at":"2100-01-01T00:00:00Z","expires_in":null}""")]
    public async Task A_token_answer_of_any_shape_is_used_and_kept(string answer)
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var tokens = Guard(registry);
        tokens.Answer = token => answer.Replace("TOKEN", token, StringComparison.Ordinal);
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);

        await PushAsync(network.Client(registry.Name, Alice), TestImages.Create("shape"));

        Assert.Equal(1, tokens.Issued);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"token":""}""")]
    [InlineData("""{"token":"a\r\nX-Evil: 1"}""")]
    public async Task A_token_answer_without_a_token_is_an_error_with_a_code(string answer)
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var tokens = Guard(registry);
        tokens.Answer = _ => answer;
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => network.Client(registry.Name, Alice).GetManifestAsync("team/app", "v1", default));

        Assert.Equal(ErrorCodes.TokenUnusable, error.Code);
    }

    [Fact]
    public async Task A_token_answer_of_100_kB_is_not_read()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var tokens = Guard(registry);
        tokens.Answer = token => $$"""{"token":"{{token}}","more":"{{new string('x', 100_000)}}"}""";
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => network.Client(registry.Name, Alice).GetManifestAsync("team/app", "v1", default));

        Assert.Equal(ErrorCodes.ContentTooLarge, error.Code);
    }

    [Theory]
    [InlineData("<token>")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData(null)]
    public async Task An_identity_token_is_exchanged_by_POST(string? user)
    {
        var registry = new AcrProfile();
        var tokens = Guard(registry);
        tokens.RefreshToken = "refresh+me/&=";
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);
        Credential login = user is null ? new Credential.IdentityToken("refresh+me/&=", "a test") : new Credential.Basic(user, "refresh+me/&=", "a test");

        await network.Client(registry.Name, login).UploadBlobAsync("team/app", TestImages.Blob("identity", 10), null, default);

        Assert.Equal("POST", Assert.Single(tokens.Seen).Method);
        Assert.DoesNotContain("refresh", tokens.Seen[0].Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_identity_token_falls_back_to_GET_where_the_service_knows_no_POST()
    {
        var registry = new QuayProfile();
        var tokens = Guard(registry);
        tokens.GetOnly = true;
        tokens.Login = ("<token>", "identity");
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);

        await network.Client(registry.Name, new Credential.IdentityToken("identity", "a test")).UploadBlobAsync("team/app", TestImages.Blob("quay", 10), null, default);

        Assert.Equal(["POST", "GET"], tokens.Seen.Select(request => request.Method));
    }

    [Fact]
    public async Task A_ready_token_is_used_without_asking_the_service()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        Guard(registry);
        registry.Before = context =>
        {
            if (context.Request.Headers.Authorization == "Bearer ready")
                context.Request.Headers.Authorization = "";
            return Task.FromResult(false);
        };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await Assert.ThrowsAsync<ImageBuildException>(() => network.Client(registry.Name, new Credential.Bearer("ready", "a test")).GetManifestAsync("team/app", "v1", default));

        Assert.Equal("Bearer ready", registry.Seen[1].Authorization);
    }

    [Fact]
    public async Task Without_a_login_an_anonymous_token_is_asked_for()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var tokens = Guard(registry);
        var image = TestImages.Create("anonymous");
        registry.AddManifest("team/app", image.Manifest, "v1");
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);

        await network.Client(registry.Name).GetManifestAsync("team/app", "v1", default);

        Assert.Null(Assert.Single(tokens.Seen).Authorization);
    }
}
