using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>A registry behind nginx, with the two mistakes everybody makes once.</summary>
public sealed class ReverseProxyTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SharedTool _tool;

    public ReverseProxyTests() => _tool = new SharedTool(_folder.Folder("home"));

    [Theory]
    [InlineData("1m")] // nginx' own default
    [InlineData("3m")]
    public async Task A_limit_on_bodies_is_got_round_with_smaller_pieces(string limit)
    {
        await using var registry = await DockerRegistry.StartAsync();
        await using var proxy = await NginxProxy.StartAsync(registry, $"client_max_body_size {limit};");
        var layout = HandMadeLayout.OfNoise(_folder["noise"], 7_000_000, 2_000_000, 100).Path;

        (await _tool.RunAsync("push", $"oci:{layout}:v1", $"{proxy.Host}/team/noise:v1")).Succeeded();

        Assert.Equal(new OciLayout(layout).ManifestDigest, await registry.DigestAsync("team/noise", "v1"));
    }

    [Fact]
    public async Task A_limit_below_every_piece_is_an_error_that_names_nginx_setting()
    {
        await using var registry = await DockerRegistry.StartAsync();
        await using var proxy = await NginxProxy.StartAsync(registry, "client_max_body_size 10k;");

        var result = await _tool.RunAsync("push", $"oci:{HandMadeLayout.OfNoise(_folder["noise"], 1_000_000).Path}:v1", $"{proxy.Host}/team/noise:v1");

        Errors.HasCode(result.Failed(), "IB3031");
        Assert.Contains("client_max_body_size", result.Error, StringComparison.Ordinal);
        Assert.Null(await registry.DigestAsync("team/noise", "v1"));
    }

    [Fact]
    public async Task A_proxy_that_speaks_TLS_and_does_not_tell_the_registry_is_coped_with()
    {
        await using var registry = await DockerRegistry.StartAsync();
        await using var proxy = await NginxProxy.StartAsync(registry, "client_max_body_size 0;", tls: true);
        var layout = HandMadeLayout.OfNoise(_folder["noise"], 5_000_000, 100).Path;

        // The registry believes it is spoken to in plain HTTP, so that is what its Locations say.
        (await _tool.With(("IMAGEBUILD_CA_FILE", proxy.CertificateFile)).RunAsync("push", $"oci:{layout}:v1", $"{proxy.Host}/team/noise:v1")).Succeeded();

        Assert.Equal(new OciLayout(layout).ManifestDigest, await registry.DigestAsync("team/noise", "v1"));
    }

    public void Dispose() => _folder.Dispose();
}
