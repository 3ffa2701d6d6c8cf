using System.Text;
using ImageBuild.Diagnostics;
using ImageBuild.Registries;
using ImageBuild.Registries.Credentials;
using ImageBuild.Tests.Registries.Simulated;
using ImageBuild.Tests.Registries.Simulated.Profiles;

namespace ImageBuild.Tests.Registries;

/// <summary>Which login or token a registry is shown, and what a refusal leads to.</summary>
public class AuthenticationTests : RegistryTest
{
    [Fact]
    public async Task A_password_is_exchanged_for_a_token_and_shown_to_the_token_service_only()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var tokens = Guard(registry);
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);

        await PushAsync(network.Client(registry.Name, Alice), TestImages.Create("login"));

        Assert.Equal(Basic(Alice), tokens.Seen[0].Authorization);
        Assert.Contains("account=alice", tokens.Seen[0].Target, StringComparison.Ordinal);
        Assert.DoesNotContain(registry.Seen, request => request.Authorization?.StartsWith("Basic", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_token_that_expires_between_PATCH_and_PUT_is_renewed_and_the_blob_not_sent_again()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var tokens = Guard(registry);
        var expired = 0;
        registry.Before = context =>
        {
            if (context.Request.Method == "PUT" && SimulatedHost.Target(context).Contains("/uploads/", StringComparison.Ordinal) && Interlocked.Exchange(ref expired, 1) == 0)
                tokens.Expire();
            return Task.FromResult(false);
        };
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);

        await network.Client(registry.Name, Alice).UploadBlobAsync("team/app", TestImages.Blob("expiry", 6 * MiB), null, default);

        Assert.Equal(2, tokens.Issued);
        Assert.Equal(6 * MiB, Assert.Single(registry.Of("PATCH")).Body);
        Assert.Equal([401, 201], registry.Of("PUT").Select(request => request.Status));
        Assert.Empty(network.Delays);
    }

    [Fact]
    public async Task A_new_token_that_is_refused_once_is_renewed_after_a_second()
    {
        var registry = new HubProfile();
        var tokens = Guard(registry, "auth.docker.io");
        var refused = 0;
        registry.Before = async context =>
        {
            if (context.Request.Headers.Authorization.Count == 0 || Interlocked.Exchange(ref refused, 1) == 1)
                return false;
            context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"{registry.Realm}\",service=\"registry.docker.io\",error=\"invalid_token\"";
            await SimulatedHost.ErrorAsync(context, 401, "UNAUTHORIZED");
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);

        await network.Client("docker.io", Alice).UploadBlobAsync("team/app", TestImages.Blob("skew", 100), null, default);

        Assert.Equal([TimeSpan.FromSeconds(1)], network.Delays);
    }

    [Fact]
    public async Task A_token_that_stays_refused_is_a_denial_after_one_more_try()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var tokens = Guard(registry);
        registry.Before = async context =>
        {
            if (context.Request.Headers.Authorization.Count == 0)
                return false;
            await SimulatedHost.ErrorAsync(context, 401, "UNAUTHORIZED");
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => network.Client(registry.Name, Alice).GetManifestAsync("team/app", "v1", default));

        Assert.Equal(ErrorCodes.LoginRefused, error.Code);
        Assert.Contains("alice from a test", error.Cause, StringComparison.Ordinal);
        Assert.Equal(2, registry.Of("GET", "/manifests/").Count());
    }

    [Fact]
    public async Task A_scope_the_refusal_names_is_added_once()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var tokens = Guard(registry);
        registry.Before = async context =>
        {
            if (context.Request.Headers.Authorization.Count == 0 || tokens.Allows(context.Request.Headers.Authorization.ToString(), "repository:team/parent:pull"))
                return false;
            context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"{registry.Realm}\",service=\"s\",scope=\"repository:team/parent:pull repository:team/app:push,pull\",error=\"insufficient_scope\"";
            await SimulatedHost.ErrorAsync(context, 401, "UNAUTHORIZED");
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);

        await network.Client(registry.Name, Alice).UploadBlobAsync("team/app", TestImages.Blob("more", 100), null, default);

        Assert.Equal(["repository:team/app:pull,push", "repository:team/parent:pull"], SimulatedHost.Query(tokens.Seen[1].Target)["scope"]);
        Assert.Empty(network.Delays);
    }

    [Fact]
    public async Task Harbor_turning_to_Basic_is_a_denial_and_the_password_is_not_sent_to_the_registry()
    {
        var registry = new HarborProfile();
        var tokens = Guard(registry);
        tokens.Grants = _ => false;
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => PushAsync(network.Client(registry.Name, Alice), TestImages.Create("denied")));

        Assert.Equal(ErrorCodes.LoginRefused, error.Code);
        Assert.DoesNotContain(registry.Seen, request => request.Authorization?.StartsWith("Basic", StringComparison.Ordinal) == true);
        Assert.All(registry.Seen, request => Assert.False(request.Headers.ContainsKey("Cookie")));
    }

    [Fact]
    public async Task Harbor_gets_Basic_for_its_catalogue_which_takes_nothing_else()
    {
        var registry = new HarborProfile();
        var tokens = Guard(registry);
        registry.Before = async context =>
        {
            var authorization = context.Request.Headers.Authorization.ToString();
            if (SimulatedHost.Target(context) != "/v2/_catalog" || !authorization.StartsWith("Bearer", StringComparison.Ordinal))
            {
                registry.Tokens = authorization == Basic(Alice) ? null : tokens;
                return false;
            }

            context.Response.Headers.WWWAuthenticate = "Basic realm=\"harbor\"";
            await SimulatedHost.ErrorAsync(context, 401, "UNAUTHORIZED");
            return true;
        };
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);

        Assert.Equal(["a"], await network.Client(registry.Name, Alice).ListRepositoriesAsync(default).ToListAsync());
    }

    [Fact]
    public async Task Ecr_public_is_asked_for_the_scope_aws_as_it_stands()
    {
        var registry = new EcrPublicProfile();
        var tokens = Guard(registry, registry.Name);
        tokens.Login = ("AWS", "long");
        registry.Realm = "https://public.ecr.aws:8443/token/";
        var service = new SimulatedTokens("public.ecr.aws:8443") { Login = tokens.Login };
        registry.Tokens = service;
        await using var network = await SimulatedNetwork.StartAsync(registry, service);

        await PushAsync(network.Client(registry.Name, new Credential.Basic("AWS", "long", "a test")), TestImages.Create("public"));

        Assert.Equal(["aws"], SimulatedHost.Query(Assert.Single(service.Seen).Target)["scope"]);
    }

    [Fact]
    public async Task Ecr_takes_Basic_with_every_request()
    {
        var registry = new EcrProfile();
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var login = new Credential.Basic("AWS", new string('x', 3000), "a test");

        await PushAsync(network.Client(registry.Name, login), TestImages.Create("ecr"));

        Assert.All(registry.Seen.Skip(1), request => Assert.Equal(Basic(login), request.Authorization));
    }

    [Fact]
    public async Task A_refusal_without_a_challenge_is_answered_by_the_challenge_of_the_ping()
    {
        var registry = new GarProfile();
        var tokens = Guard(registry, registry.Name);
        registry.Realm = "https://europe-docker.pkg.dev:8443/v2/token";
        var service = new SimulatedTokens("europe-docker.pkg.dev:8443") { Login = (Alice.UserName, Alice.Password) };
        registry.Tokens = service;
        await using var network = await SimulatedNetwork.StartAsync(registry, service);
        var client = network.Client(registry.Name, Alice);
        await client.UploadBlobAsync("team/repo/app", TestImages.Blob("first", 10), null, default);
        service.Expire();

        await client.UploadBlobAsync("team/repo/app", TestImages.Blob("second", 10), null, default);

        Assert.Equal(2, service.Issued);
        _ = tokens;
    }

    [Fact]
    public async Task A_login_is_shown_from_the_first_request_on_where_the_ping_asked_for_one()
    {
        var registry = new NexusProfile { BasicLogin = ("alice", "pä:ss") };
        await using var network = await SimulatedNetwork.StartAsync(registry);

        await PushAsync(network.Client(registry.Name, Alice), TestImages.Create("nexus"));

        Assert.DoesNotContain(registry.Seen, request => request.Status == 400 && request.Authorization is null);
    }

    [Theory]
    [InlineData("registry.example.com", "registry.example.com:443")]
    [InlineData("registry.example.com:443", "registry.example.com")]
    public async Task The_port_443_makes_no_difference_to_the_login(string registry, string stored)
    {
        var simulated = new SimulatedRegistry("registry.example.com") { BasicLogin = ("alice", "pä:ss") };
        await using var network = await SimulatedNetwork.StartAsync(simulated);
        var login = Convert.ToBase64String(Encoding.UTF8.GetBytes("alice:pä:ss"));
        using var client = new RegistryClient(registry, network.Options, Search($$$"""{"auths":{"{{{stored}}}":{"auth":"{{{login}}}"} } }"""));

        await client.UploadBlobAsync("team/app", TestImages.Blob("port", 10), null, default);

        Assert.Single(simulated.Blobs);
    }

    [Fact]
    public async Task A_login_searched_in_vain_is_reported_with_the_places_searched()
    {
        var simulated = new SimulatedRegistry("registry.example.com") { BasicLogin = ("alice", "pä:ss") };
        await using var network = await SimulatedNetwork.StartAsync(simulated);
        using var client = new RegistryClient(simulated.Name, network.Options, Search("""{"auths":{}}"""));

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => PushAsync(client, TestImages.Create("searched")));

        Assert.Equal(ErrorCodes.LoginMissing, error.Code);
        Assert.Contains("DOCKER_AUTH_CONFIG", error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_service_that_wants_a_login_is_reported_with_the_places_searched()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var tokens = Guard(registry);
        tokens.AllowsAnonymous = false;
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);
        using var client = new RegistryClient(registry.Name, network.Options, Search("""{"auths":{}}"""));

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => client.GetManifestAsync("team/app", "v1", default));

        Assert.Equal(ErrorCodes.LoginMissing, error.Code);
        Assert.Contains("DOCKER_AUTH_CONFIG", error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_of_the_docker_configuration_go_to_the_registry_and_not_to_its_token_service()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var tokens = Guard(registry);
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);
        var client = network.Client(registry.Name, Alice, options => options with { Headers = new Dictionary<string, string> { ["X-Gateway-Key"] = "k" } });

        await client.UploadBlobAsync("team/app", TestImages.Blob("headers", 10), null, default);

        Assert.All(registry.Seen, request => Assert.Equal("k", request.Headers["X-Gateway-Key"]));
        Assert.All(tokens.Seen, request => Assert.False(request.Headers.ContainsKey("X-Gateway-Key")));
    }

    [Fact]
    public async Task The_login_for_pushing_is_not_shown_when_pulling()
    {
        var simulated = new SimulatedRegistry("registry.example.com") { BasicLogin = ("alice", "pä:ss") };
        await using var network = await SimulatedNetwork.StartAsync(simulated);
        using var client = new RegistryClient(simulated.Name, network.Options, new OneHost(simulated.Name));

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => client.GetManifestAsync("team/app", "v1", default));

        Assert.Equal(ErrorCodes.LoginMissing, error.Code);
        Assert.All(simulated.Seen, request => Assert.Null(request.Authorization));
    }

    [Fact]
    public async Task A_missing_login_names_the_command_that_makes_one()
    {
        var simulated = new SimulatedRegistry("registry.example.com") { BasicLogin = ("alice", "pä:ss") };
        await using var network = await SimulatedNetwork.StartAsync(simulated);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => PushAsync(network.Client(simulated.Name), TestImages.Create("none")));

        Assert.Equal(ErrorCodes.LoginMissing, error.Code);
        Assert.Contains("imagebuild login registry.example.com", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_is_in_a_message_or_a_log_line()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var tokens = Guard(registry);
        tokens.Grants = _ => false;
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);
        var log = new RecordingLog();

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => PushAsync(network.Client(registry.Name, Alice, log: log), TestImages.Create("secret")));

        var everything = error + string.Join('\n', log.Lines);
        Assert.DoesNotContain("pä:ss", everything, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes("alice:pä:ss")), everything, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-token", everything, StringComparison.Ordinal);
    }

    private static CredentialSearch Search(string dockerAuthConfig) => new(new CredentialEnvironment
    {
        Variable = name => name == "DOCKER_AUTH_CONFIG" ? dockerAuthConfig : null,
        Http = new HttpClientHandler(),
        DirectHttp = new HttpClientHandler(),
    });

    private sealed class OneHost(string host) : ICredentialSource
    {
        public ValueTask<Credential?> FindAsync(string asked, string repository, CredentialPurpose purpose, CancellationToken cancellationToken) =>
            new(asked == host && purpose == CredentialPurpose.Push ? Alice : null);
    }

}
