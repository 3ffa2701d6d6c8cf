using System.Globalization;
using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>What a bad day of a registry or a network does to a push. The SDK's own publish fails or hangs on most of these.</summary>
public sealed class RegistryFaultTests : IDisposable
{
    /// <summary>Above the 4 MiB up to which a blob travels within the closing PUT: this one needs POST, PATCH and PUT.</summary>
    private const int Large = 5 * 1024 * 1024;

    /// <summary>How often a request is tried at most; each try of these tests waits two seconds for its answer.</summary>
    private const int Attempts = 5;

    private readonly TempFolder _folder = new();
    private readonly SharedTool _tool;

    public RegistryFaultTests() => _tool = new SharedTool(_folder.Folder("home"));

    [Theory]
    [InlineData("GET", "/v2/", 503)]
    [InlineData("HEAD", "/blobs/", 503)]
    [InlineData("HEAD", "/manifests/", 500)]
    [InlineData("POST", "/blobs/uploads/", 429)]
    [InlineData("PATCH", "/blobs/uploads/", 500)]
    [InlineData("PATCH", "/blobs/uploads/", 429)]
    [InlineData("PUT", "/blobs/uploads/", 503)]
    [InlineData("PUT", "/manifests/", 500)]
    public async Task One_refusal_is_survived(string method, string path, int status) =>
        await SurvivesAsync(method, path, new Fault.Answer(status, RetryAfter: status == 429 ? "1" : null));

    [Theory]
    [InlineData("HEAD", "/blobs/")]
    [InlineData("POST", "/blobs/uploads/")]
    [InlineData("PATCH", "/blobs/uploads/")]
    [InlineData("PUT", "/blobs/uploads/")]
    [InlineData("PUT", "/manifests/")]
    public async Task One_dropped_connection_is_survived(string method, string path) => await SurvivesAsync(method, path, new Fault.Drop());

    [Theory]
    [InlineData("PUT", "/blobs/uploads/")]
    [InlineData("PUT", "/manifests/")]
    public async Task An_answer_that_gets_lost_is_survived(string method, string path) => await SurvivesAsync(method, path, new Fault.LoseAnswer());

    [Theory]
    [InlineData("PATCH", "/blobs/uploads/")]
    [InlineData("PUT", "/manifests/")]
    public async Task One_request_without_an_answer_is_survived(string method, string path) => await SurvivesAsync(method, path, new Fault.Silence(), Impatient(5));

    [Theory]
    [InlineData("GET", "/v2/")]
    [InlineData("PUT", "/manifests/")]
    public async Task A_registry_that_takes_requests_and_never_answers_ends_in_an_error(string method, string path)
    {
        await using var registry = await DockerRegistry.StartAsync();
        await using var proxy = (await FaultyProxy.StartAsync(registry)).Always(method, path, new Fault.Silence());

        var result = await PushAsync(Layout(100), proxy.Host, Impatient(2));

        Errors.HasCode(result.Failed(), "IB3002");
        Assert.InRange(proxy.Requests.Count(request => request.Method == method && request.Path.Contains(path, StringComparison.Ordinal)), 1, Attempts);
        Assert.Contains(proxy.Host, result.Error, StringComparison.Ordinal);
        Assert.Null(await registry.DigestAsync("team/noise", "v1"));
    }

    [Fact]
    public async Task A_registry_that_keeps_failing_ends_in_an_error_and_gets_no_tag()
    {
        await using var registry = await DockerRegistry.StartAsync();
        await using var proxy = (await FaultyProxy.StartAsync(registry)).Always("PUT", "/blobs/uploads/", new Fault.Answer(503, RetryAfter: "0"));

        var result = await PushAsync(Layout(100), proxy.Host);

        Errors.HasCode(result.Failed(), "IB3006");
        Assert.DoesNotContain(proxy.Requests, request => request is { Method: "PUT" } && request.Path.Contains("/manifests/", StringComparison.Ordinal));
        Assert.Null(await registry.DigestAsync("team/noise", "v1"));
    }

    [Fact]
    public async Task A_registry_that_is_down_is_reported_with_its_name()
    {
        var host = $"127.0.0.1:{Ports.Free()}";

        var result = await PushAsync(Layout(100), host);

        Errors.HasCode(result.Failed(), "IB3001");
        Assert.Contains(host, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_here_too(string name)
    {
        await using var registry = await DockerRegistry.StartAsync(RegistryDoor.Tls);

        var result = await PushAsync(Layout(100), $"{name}:{registry.Port}");

        Errors.HasCode(result.Failed(), "IB3003");
        Assert.Contains("IMAGEBUILD_CA_FILE", result.Error, StringComparison.Ordinal);
        Assert.Null(await registry.DigestAsync("team/noise", "v1"));
    }

    [Fact]
    public async Task A_certificate_is_accepted_when_its_authority_is_named()
    {
        await using var registry = await DockerRegistry.StartAsync(RegistryDoor.Tls);

        var result = await PushAsync(Layout(100), $"localhost:{registry.Port}", _tool.With(("IMAGEBUILD_CA_FILE", registry.CertificateFile)));

        Assert.DoesNotContain("warning", result.Succeeded().Error, StringComparison.Ordinal);
        Assert.NotNull(await registry.DigestAsync("team/noise", "v1"));
    }

    [Fact]
    public async Task A_certificate_is_accepted_with_a_warning_when_the_registry_is_listed_as_insecure()
    {
        await using var registry = await DockerRegistry.StartAsync(RegistryDoor.Tls);
        var host = $"localhost:{registry.Port}";

        var result = await PushAsync(Layout(100), host, _tool.With(("DOTNET_CONTAINER_INSECURE_REGISTRIES", host)));

        Assert.Contains("warning IB3051", result.Succeeded().Error, StringComparison.Ordinal);
        Assert.NotNull(await registry.DigestAsync("team/noise", "v1"));
    }

    public void Dispose() => _folder.Dispose();

    private async Task SurvivesAsync(string method, string path, Fault fault, SharedTool? tool = null)
    {
        await using var registry = await DockerRegistry.StartAsync();
        await using var proxy = (await FaultyProxy.StartAsync(registry)).Once(method, path, fault);
        var layout = Layout(Large);

        var result = await PushAsync(layout, proxy.Host, tool);

        Assert.Equal(0, proxy.Pending);
        var digest = await registry.DigestAsync("team/noise", "v1");
        Assert.NotNull(digest);
        Assert.Equal($"{proxy.Host}/team/noise@{digest}", result.Succeeded().Output.Trim());
        await Skopeo.CopyAsync(Skopeo.In(registry, "team/noise", "v1"), $"oci:{_folder["back"]}:v1", registry);
        Assert.Equal(new OciLayout(layout).ManifestDigest, new OciLayout(_folder["back"]).ManifestDigest);
    }

    /// <summary>Only where a registry is silent: where it is merely slow, as on a busy machine, a short patience would be the fault.</summary>
    private SharedTool Impatient(int seconds) => _tool.With(("IMAGEBUILD_REGISTRY_TIMEOUT", seconds.ToString(CultureInfo.InvariantCulture)));

    private string Layout(params int[] sizes) => HandMadeLayout.OfNoise(_folder["noise"], sizes).Path;

    private async Task<CommandResult> PushAsync(string layout, string host, SharedTool? tool = null) =>
        await (tool ?? _tool).RunAsync("push", $"oci:{layout}:v1", $"{host}/team/noise:v1");
}
