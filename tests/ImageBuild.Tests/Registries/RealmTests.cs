using System.Net;
using ImageBuild.Diagnostics;
using ImageBuild.Registries;
using ImageBuild.Tests.Registries.Simulated;
using ImageBuild.Tests.Registries.Simulated.Profiles;

namespace ImageBuild.Tests.Registries;

public class RealmTests : RegistryTest
{
    [Theory]
    [InlineData("http://auth.example.com/token")]
    [InlineData("http://registry.example.com/token")]
    [InlineData("https://127.0.0.1/token")]
    [InlineData("https://127.1/token")]
    [InlineData("https://0x7f.1/token")]
    [InlineData("https://2130706433/token")]
    [InlineData("https://localhost/token")]
    [InlineData("https://localhost./token")]
    [InlineData("https://auth.localhost/token")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://10.0.0.1/token")]
    [InlineData("https://192.168.1.1/token")]
    [InlineData("https://172.20.0.1/token")]
    [InlineData("https://100.64.0.1/token")]
    [InlineData("https://0.0.0.0/token")]
    [InlineData("https://224.0.0.1/token")]
    [InlineData("https://[::1]/token")]
    [InlineData("https://[::]/token")]
    [InlineData("https://[fe80::1]/token")]
    [InlineData("https://[fd00::1]/token")]
    [InlineData("https://[::ffff:127.0.0.1]/token")]
    [InlineData("https://[64:ff9b::a9fe:a9fe]/token")]
    [InlineData("https://user:pass@auth.example.com/token")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://auth.example.com/")]
    [InlineData("/token")]
    public async Task A_realm_that_is_no_public_https_address_gets_no_connection_and_no_secret(string realm)
    {
        var registry = new SimulatedRegistry("registry.example.com");
        Guard(registry);
        registry.Realm = realm;
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => network.Client(registry.Name, Alice).GetManifestAsync("team/app", "v1", default));

        Assert.Equal(ErrorCodes.RealmRefused, error.Code);
        Assert.Equal(["registry.example.com:443"], network.Connections.Distinct());
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("169.254.169.254")]
    [InlineData("0.0.0.0")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("203.0.113.9", "127.0.0.2")]
    public async Task A_realm_whose_name_resolves_to_this_machine_gets_no_connection_and_no_secret(params string[] addresses)
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var tokens = Guard(registry);
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);
        network.Addresses[tokens.Name] = [.. addresses.Select(IPAddress.Parse)];

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => network.Client(registry.Name, Alice).GetManifestAsync("team/app", "v1", default));

        Assert.Equal(ErrorCodes.RealmRefused, error.Code);
        Assert.Equal("The registry registry.example.com leads to auth.example.com, whose name resolves to an address of this machine: nothing is sent there.", error.Cause);
        Assert.Equal(["registry.example.com:443"], network.Connections.Distinct());
        Assert.Empty(network.Delays);
    }

    [Fact]
    public async Task A_redirect_to_a_name_that_resolves_to_this_machine_is_not_followed()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        registry.Before = context =>
        {
            var isBlob = SimulatedHost.Target(context).Contains("/blobs/", StringComparison.Ordinal);
            if (isBlob)
            {
                context.Response.StatusCode = 307;
                context.Response.Headers.Location = "https://cdn.example.com/x";
            }

            return Task.FromResult(isBlob);
        };
        await using var network = await SimulatedNetwork.StartAsync(registry, new SimulatedRegistry("cdn.example.com"));
        network.Addresses["cdn.example.com"] = [IPAddress.Loopback];

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => network.Client(registry.Name).OpenBlobAsync("team/app", TestImages.Blob("x", 1).Descriptor, default));

        Assert.Equal(ErrorCodes.LocationRefused, error.Code);
        Assert.DoesNotContain("cdn.example.com:443", network.Connections);
    }

    [Fact]
    public async Task A_realm_in_a_private_network_is_where_a_companys_token_service_lives()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var tokens = Guard(registry);
        registry.AddManifest("team/app", TestImages.Create("private").Manifest, "v1");
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);
        network.Addresses[tokens.Name] = [IPAddress.Parse("10.1.2.3")];

        Assert.NotNull(await network.Client(registry.Name, Alice).HeadManifestAsync("team/app", "v1", default));
    }

    [Fact]
    public async Task An_http_realm_behind_a_TLS_proxy_is_named_with_its_cause()
    {
        var registry = new HarborProfile();
        Guard(registry);
        registry.Realm = "http://harbor.example.com/service/token";
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => network.Client(registry.Name, Alice).GetManifestAsync("team/app", "v1", default));

        Assert.Contains("external_url", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_service_that_redirects_to_an_internal_address_is_not_followed()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var tokens = Guard(registry);
        tokens.Before = context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = "https://169.254.169.254/";
            return Task.FromResult(true);
        };
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => network.Client(registry.Name, Alice).GetManifestAsync("team/app", "v1", default));

        Assert.Equal(ErrorCodes.RealmRefused, error.Code);
        Assert.DoesNotContain(network.Connections, connection => connection.StartsWith("169.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_service_that_redirects_elsewhere_takes_no_password_along()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var tokens = Guard(registry, "new-auth.example.com");
        var old = new SimulatedTokens("auth.example.com")
        {
            Before = context =>
            {
                context.Response.StatusCode = 302;
                context.Response.Headers.Location = "https://new-auth.example.com" + SimulatedHost.Target(context);
                return Task.FromResult(true);
            },
        };
        registry.Realm = "https://auth.example.com/token";
        var image = TestImages.Create("moved");
        registry.AddManifest("team/app", image.Manifest, "v1");
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens, old);

        await network.Client(registry.Name, Alice).GetManifestAsync("team/app", "v1", default);

        Assert.NotNull(old.Seen[0].Authorization);
        Assert.Null(tokens.Seen[0].Authorization);
    }

    [Fact]
    public async Task A_query_the_realm_has_already_is_kept()
    {
        var registry = new SimulatedRegistry("registry.example.com");
        var tokens = Guard(registry);
        registry.Realm += "?tenant=%7Ea";
        registry.AddManifest("team/app", TestImages.Create("query").Manifest, "v1");
        await using var network = await SimulatedNetwork.StartAsync(registry, tokens);

        await network.Client(registry.Name, Alice).GetManifestAsync("team/app", "v1", default);

        Assert.StartsWith("/token?tenant=%7Ea&service=registry.example.com&scope=repository%3Ateam%2Fapp%3Apull", tokens.Seen[0].Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_http_is_not_tried_for_a_registry_that_is_not_listed()
    {
        var registry = new SimulatedRegistry("registry.example.com:8080");
        await using var network = await SimulatedNetwork.StartAsync(registry);

        var error = await Assert.ThrowsAsync<ImageBuildException>(() => network.Client("registry.example.com:8080").GetManifestAsync("team/app", "v1", default));

        Assert.Equal(ErrorCodes.RegistryProtocol, error.Code);
        Assert.Empty(registry.Seen);
    }

    [Fact]
    public async Task Plain_http_is_spoken_to_a_registry_that_is_listed()
    {
        var registry = new SimulatedRegistry("registry.example.com:8080");
        registry.AddManifest("team/app", TestImages.Create("plain").Manifest, "v1");
        await using var network = await SimulatedNetwork.StartAsync(registry);
        var options = RegistryOptions.FromEnvironment(name => name == "DOTNET_CONTAINER_INSECURE_REGISTRIES" ? "other, registry.example.com:8080" : null);

        await network.Client("registry.example.com:8080", change: own => own with { PlainHttpRegistries = options.PlainHttpRegistries }).GetManifestAsync("team/app", "v1", default);
    }
}
