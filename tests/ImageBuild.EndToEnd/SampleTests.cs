using System.Net;
using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

public sealed class SampleTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Publisher _publisher = new(WarmCache.Path);

    [Fact]
    public async Task The_web_api_with_many_packages_answers_on_all_its_endpoints()
    {
        var publication = (await _publisher.PublishAsync(Repository.Sample("WebApi"), _folder["out"])).Succeeded();

        await using var image = await ImageRunner.StartAsync(publication.LayoutPath, publication.Layout.Tag);

        foreach (var path in (string[])["/", "/health", "/time?zone=Asia/Tokyo", "/culture?name=pl-PL", "/about.html", "/notes.yaml", "/openapi/v1.json"])
        {
            var (status, body) = await image.GetAsync(path);
            Assert.True(status == HttpStatusCode.OK, $"{path} answers {status}: {body}\n{image.Output}");
        }
    }

    [Fact]
    public async Task The_console_program_runs_to_its_end()
    {
        var publication = (await _publisher.PublishAsync(Repository.Sample("Console"), _folder["out"])).Succeeded();

        var result = await ImageRunner.RunAsync(publication.LayoutPath, publication.Layout.Tag);

        Assert.Contains("User app, folder /app", result.Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_worker_counts_in_its_volume_and_checks_itself()
    {
        var publication = (await _publisher.PublishAsync(Repository.Sample("Worker"), _folder["out"])).Succeeded();

        await using var image = await ImageRunner.StartAsync(publication.LayoutPath, publication.Layout.Tag);

        await Eventually.IsTrueAsync(() => Task.FromResult(image.Output.Contains("Counted to 2", StringComparison.Ordinal)), "the worker counts to two");
        var config = publication.Layout.Config.GetProperty("config");
        Assert.Equal("""["CMD","/app/Worker","--check"]""", config.GetProperty("Healthcheck").GetProperty("Test").GetRawText());
        Assert.Equal("""{"/data":{}}""", config.GetProperty("Volumes").GetRawText());
    }

    [Fact]
    public async Task The_service_of_machine_code_answers_from_a_small_image()
    {
        var publication = (await _publisher.PublishAsync(Repository.Sample("NativeAot"), _folder["out"])).Succeeded();

        await using var image = await ImageRunner.StartAsync(publication.LayoutPath, publication.Layout.Tag);

        var (status, body) = await image.GetAsync("/");
        Assert.True(status == HttpStatusCode.OK && body.Contains("Hello from machine code", StringComparison.Ordinal), $"{status}: {body}\n{image.Output}");
        var size = publication.Layout.Manifest.GetProperty("layers").EnumerateArray().Sum(layer => layer.GetProperty("size").GetInt64());
        Assert.InRange(size, 5_000_000, 15_000_000);
    }

    [Fact]
    public async Task The_services_of_the_solution_share_layers_and_answer()
    {
        await using var registry = await DockerRegistry.StartAsync();
        (await DotNet.RunAsync(
            Repository.Sample("Shop"),
            ["publish", "Shop.slnx", "-t:PublishImage", $"-p:ContainerCacheDirectory={WarmCache.Path}", $"-p:ContainerRegistry={registry.Host}"])).Succeeded();

        var (orders, billing, mailer) = (await LayersAsync("orders"), await LayersAsync("billing"), await LayersAsync("mailer"));
        Assert.Equal(orders.SkipLast(2), billing.SkipLast(2)); // all but the program and its configuration
        Assert.True(orders.Intersect(mailer).Count() >= 3, "The worker shares operating system, runtime and Polly with the others.");

        var layout = _folder["orders"];
        await Skopeo.CopyAsync(Skopeo.In(registry, "shop/orders", "latest"), $"oci:{layout}:latest", registry);
        await using var image = await ImageRunner.StartAsync(layout, "latest");
        Assert.Contains("Teapot", (await image.GetAsync("/orders")).Body, StringComparison.Ordinal);

        async Task<List<string>> LayersAsync(string service) =>
            [.. (await registry.ManifestAsync($"shop/{service}", "latest")).GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("digest").GetString()!)];
    }

    public void Dispose() => _folder.Dispose();
}
