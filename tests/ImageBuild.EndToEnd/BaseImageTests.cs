using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>ContainerBaseImage with an image in a registry.</summary>
public sealed class BaseImageTests(DotNetBase dotnet) : IClassFixture<DotNetBase>, IDisposable
{
    private const string Repository = "team/web";

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Layers_of_a_base_in_another_repository_are_mounted_and_never_downloaded_and_the_image_runs()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var baseImage = await dotnet.PushAsync(registry);
        var before = await registry.RequestsAsync();

        var publication = (await dotnet.PublishAsync(_folder, registry.Host, baseImage)).Succeeded();

        var requests = (await registry.RequestsAsync()).Skip(before.Count).ToList();
        Assert.DoesNotContain(requests, request => request.Method == "GET" && dotnet.Layers.Any(layer => request.Path.EndsWith($"/blobs/{layer}", StringComparison.Ordinal)));
        foreach (var layer in dotnet.Layers)
        {
            Assert.Single(requests, request => request is { Method: "POST", Status: 201 } && Uri.UnescapeDataString(request.Path).Contains($"mount={layer}", StringComparison.Ordinal));
            Assert.DoesNotContain(requests, request => request.Method is "PUT" && Uri.UnescapeDataString(request.Path).Contains(layer, StringComparison.Ordinal));
        }

        Assert.Equal(publication.Result.Digest, await registry.DigestAsync(Repository, "v1"));
        await Skopeo.CopyAsync(Skopeo.In(registry, Repository, "v1"), $"oci:{_folder["back"]}:v1", registry);
        await using var image = await ImageRunner.StartAsync(_folder["back"], "v1");
        Assert.Equal(Sources.WebGreeting, (await image.GetAsync("/")).Body);
        Assert.Equal("1654", (await image.GetAsync("/user")).Body);
    }

    [Fact]
    public async Task A_base_by_digest_gives_the_image_that_its_tag_gives_and_is_named_in_it()
    {
        await using var registry = await DockerRegistry.StartAsync();
        await dotnet.PushAsync(registry);
        var digest = await registry.DigestAsync("dotnet/aspnet", "10.0");

        (await dotnet.PublishAsync(_folder, registry.Host, $"{registry.Host}/dotnet/aspnet@{digest}")).Succeeded();

        var manifest = await registry.ManifestAsync(Repository, "v1");
        Assert.Equal(dotnet.Layers, manifest.GetProperty("layers").EnumerateArray().Take(dotnet.Layers.Count).Select(layer => layer.GetProperty("digest").GetString()!));
        Assert.Equal(digest, manifest.GetProperty("annotations").GetProperty("org.opencontainers.image.base.digest").GetString());
        Assert.Equal($"{registry.Host}/dotnet/aspnet", manifest.GetProperty("annotations").GetProperty("org.opencontainers.image.base.name").GetString());
    }

    [Fact]
    public async Task A_base_in_the_same_repository_costs_no_request_for_its_layers()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var baseImage = await dotnet.PushAsync(registry, repository: Repository, tag: "base");
        var before = await registry.RequestsAsync();

        (await dotnet.PublishAsync(_folder, registry.Host, baseImage)).Succeeded();

        var requests = (await registry.RequestsAsync()).Skip(before.Count).Select(request => Uri.UnescapeDataString(request.Path)).ToList();
        Assert.DoesNotContain(requests, path => dotnet.Layers.Any(layer => path.Contains(layer, StringComparison.Ordinal)));
        Assert.NotNull(await registry.DigestAsync(Repository, "v1"));
    }

    [Fact]
    public async Task A_base_in_another_registry_is_streamed_once_and_never_again()
    {
        await using var source = await DockerRegistry.StartAsync();
        await using var target = await DockerRegistry.StartAsync();
        var baseImage = await dotnet.PushAsync(source);

        var first = (await dotnet.PublishAsync(_folder, target.Host, baseImage)).Succeeded();
        var afterFirst = await source.RequestsAsync();
        var second = (await dotnet.PublishAsync(_folder, target.Host, baseImage, "-p:ContainerUser=1000")).Succeeded();

        Assert.All(dotnet.Layers, layer => Assert.Single(afterFirst, request => request.Method == "GET" && request.Path.EndsWith(layer, StringComparison.Ordinal)));
        Assert.DoesNotContain(
            (await source.RequestsAsync()).Skip(afterFirst.Count),
            request => dotnet.Layers.Any(layer => request.Path.EndsWith(layer, StringComparison.Ordinal)));
        Assert.NotEqual(first.Result.Digest, second.Result.Digest);
        await Skopeo.CopyAsync(Skopeo.In(target, Repository, "v1"), $"oci:{_folder["back"]}:v1", target);
        Assert.Equal(second.Result.Digest, new OciLayout(_folder["back"]).ManifestDigest);
    }

    [Fact]
    public async Task The_lock_holds_the_digest_of_a_tag_and_is_obeyed_when_the_tag_moves()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var baseImage = await dotnet.PushAsync(registry);
        var locked = await registry.DigestAsync("dotnet/aspnet", "10.0");
        var first = (await dotnet.PublishAsync(_folder, registry.Host, baseImage)).Succeeded();
        Assert.Contains(locked!, await File.ReadAllTextAsync(_folder["image.lock.json"]), StringComparison.Ordinal);

        await dotnet.PushAsync(registry, "newer");
        var second = (await dotnet.PublishAsync(_folder, registry.Host, baseImage)).Succeeded();
        File.Delete(_folder["image.lock.json"]);
        var third = (await dotnet.PublishAsync(_folder, registry.Host, baseImage)).Succeeded();

        Assert.NotEqual(locked, await registry.DigestAsync("dotnet/aspnet", "10.0"));
        Assert.Equal(first.Result.Digest, second.Result.Digest);
        Assert.NotEqual(first.Result.Digest, third.Result.Digest);
    }

    [Theory]
    [InlineData("arm64")]
    [InlineData("arm64-index")]
    public async Task A_base_for_another_platform_is_an_error(string name)
    {
        await using var registry = await DockerRegistry.StartAsync();
        var baseImage = await dotnet.PushAsync(registry, name);

        var publication = await dotnet.PublishAsync(_folder, registry.Host, baseImage);

        Errors.HasCode(publication.Command.Failed(), "IB4020");
        Assert.Contains("linux/arm64", publication.Command.Everything, StringComparison.Ordinal);
        Assert.Null(await registry.DigestAsync(Repository, "v1"));
    }

    [Theory]
    [InlineData("dotnet/aspnet:gone")]
    [InlineData("dotnet/gone:10.0")]
    [InlineData("dotnet/aspnet@sha256:0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task A_base_that_is_not_there_is_an_error_that_names_it(string name)
    {
        await using var registry = await DockerRegistry.StartAsync();
        await dotnet.PushAsync(registry);

        var publication = await dotnet.PublishAsync(_folder, registry.Host, $"{registry.Host}/{name}");

        Errors.HasCode(publication.Command.Failed(), "IB3021");
        Assert.Contains(registry.Host, publication.Command.Everything, StringComparison.Ordinal);
        Assert.Contains(name.Split(':', '@')[0], publication.Command.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_digest_that_is_none_is_refused_before_anything_is_asked()
    {
        await using var registry = await DockerRegistry.StartAsync();

        var publication = await dotnet.PublishAsync(_folder, registry.Host, $"{registry.Host}/dotnet/aspnet@sha256:beef");

        Errors.HasCode(publication.Command.Failed());
        Assert.Empty(await registry.RequestsAsync());
    }

    [Fact]
    public async Task An_image_on_a_base_of_Dockers_family_is_of_that_family_throughout()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var baseImage = await dotnet.PushAsync(registry, "amd64", options: ["--format", "v2s2"]);

        (await dotnet.PublishAsync(_folder, registry.Host, baseImage)).Succeeded();

        await IsDockersAsync(registry);
    }

    [Fact]
    public async Task An_image_that_is_asked_for_in_Dockers_format_is_of_that_family_throughout()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var baseImage = await dotnet.PushAsync(registry);

        (await dotnet.PublishAsync(_folder, registry.Host, baseImage, "-p:ContainerImageFormat=Docker")).Succeeded();

        await IsDockersAsync(registry);
    }

    [Fact]
    public async Task A_full_disk_is_an_error_and_not_an_image()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var baseImage = await dotnet.PushAsync(registry);
        var full = Surroundings.Usual with { SmallDisk = _folder.Folder("disk") };

        var publication = await dotnet.PublishAsync(_folder, "", baseImage, full, $"-p:ContainerLayoutPath={_folder["disk"]}/layout");

        Errors.HasCode(publication.Command.Failed());
        Assert.Contains("No space left", publication.Command.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_pushed_and_writes_nowhere()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var baseImage = await dotnet.PushAsync(registry);
        var before = await registry.RequestsAsync();

        var publication = (await dotnet.PublishAsync(_folder, registry.Host, baseImage, "-p:ContainerDryRun=true", $"-p:ContainerLayoutPath={_folder["layout"]}")).Succeeded();

        Assert.Contains($"push to {registry.Host}/{Repository}", publication.Command.Output, StringComparison.Ordinal);
        Assert.Contains("mount from dotnet/aspnet", publication.Command.Output, StringComparison.Ordinal);
        Assert.All((await registry.RequestsAsync()).Skip(before.Count), request => Assert.Contains(request.Method, (string[])["GET", "HEAD"]));
        Assert.False(Directory.Exists(_folder["layout"]));
        Assert.False(File.Exists(_folder["image.lock.json"]));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task IsDockersAsync(DockerRegistry registry)
    {
        var manifest = await registry.ManifestAsync(Repository, "v1");
        Assert.Equal("application/vnd.docker.distribution.manifest.v2+json", manifest.GetProperty("mediaType").GetString());
        Assert.Equal("application/vnd.docker.container.image.v1+json", manifest.GetProperty("config").GetProperty("mediaType").GetString());
        Assert.All(
            manifest.GetProperty("layers").EnumerateArray(),
            layer => Assert.Equal("application/vnd.docker.image.rootfs.diff.tar.gzip", layer.GetProperty("mediaType").GetString()));
    }
}
