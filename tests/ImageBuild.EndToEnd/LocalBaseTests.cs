using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>ContainerBaseImage with an image that lies on this machine.</summary>
public sealed class LocalBaseTests(DotNetBase dotnet) : IClassFixture<DotNetBase>, IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("oci", "index")]
    [InlineData("oci-archive", "amd64")]
    [InlineData("docker-archive", "amd64")]
    public async Task A_layout_or_an_archive_is_a_base_and_the_image_runs(string form, string name)
    {
        var place = form == "oci" ? $"oci:{dotnet.LayoutPath}:{name}" : $"{form}:{_folder["base.tar"]}:app:{name}";
        if (form != "oci")
            await new Command("skopeo", "copy", "-q", $"oci:{dotnet.LayoutPath}:{name}", form == "docker-archive" ? place : $"{form}:{_folder["base.tar"]}:{name}").RunWellAsync();
        var written = form == "oci-archive" ? $"{form}:{_folder["base.tar"]}:{name}" : place;

        var publication = (await dotnet.PublishAsync(_folder, "", written, $"-p:ContainerLayoutPath={_folder["layout"]}")).Succeeded();

        var image = new OciLayout(_folder["layout"]);
        Assert.Equal(publication.Result.Digest, image.ManifestDigest);
        if (form != "docker-archive") // its layers are unpacked, and packed again
            Assert.Equal(dotnet.Layers, image.LayerDigests.Take(dotnet.Layers.Count));
        Assert.StartsWith("sha256:", image.Manifest.GetProperty("annotations").GetProperty("org.opencontainers.image.base.digest").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Path, image.Manifest.ToString(), StringComparison.Ordinal);
        await using var running = await ImageRunner.StartAsync(image.Path, "v1");
        Assert.Equal(Sources.WebGreeting, (await running.GetAsync("/")).Body);
    }

    [Fact]
    public async Task A_base_that_changed_gives_another_image_and_the_same_base_the_same()
    {
        Task<Publication> PublishAsync() => dotnet.PublishAsync(_folder, "", $"oci:{_folder["base"]}:base", $"-p:ContainerLayoutPath={_folder["layout"]}");
        await Skopeo.CopyAsync($"oci:{dotnet.LayoutPath}:amd64", $"oci:{_folder["base"]}:base");
        var first = (await PublishAsync()).Succeeded();
        var second = (await PublishAsync()).Succeeded();
        await Skopeo.CopyAsync($"oci:{dotnet.LayoutPath}:newer", $"oci:{_folder["base"]}:base");
        var third = (await PublishAsync()).Succeeded();

        Assert.Equal(first.Result.Digest, second.Result.Digest);
        Assert.NotEqual(first.Result.Digest, third.Result.Digest);
    }

    [Fact]
    public async Task Layers_of_a_base_that_are_packed_with_zstd_stay_as_they_are()
    {
        await using var registry = await DockerRegistry.StartAsync();
        await new Command("skopeo", "copy", "-q", "--dest-decompress", $"oci:{dotnet.LayoutPath}:amd64", $"dir:{_folder["plain"]}").RunWellAsync();
        await new Command("skopeo", "copy", "-q", "--dest-tls-verify=false", "--dest-compress-format", "zstd", $"dir:{_folder["plain"]}", Skopeo.In(registry, "base", "zstd")).RunWellAsync();

        (await dotnet.PublishAsync(_folder, registry.Host, $"{registry.Host}/base:zstd")).Succeeded();

        var types = (await registry.ManifestAsync("team/web", "v1")).GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("mediaType").GetString()!).ToList();
        Assert.All(types.Take(dotnet.Layers.Count), type => Assert.EndsWith("+zstd", type, StringComparison.Ordinal));
        Assert.All(types.Skip(dotnet.Layers.Count), type => Assert.EndsWith("+gzip", type, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_archive_without_the_platform_is_an_error()
    {
        var publication = await dotnet.PublishAsync(_folder, "", $"oci:{dotnet.LayoutPath}:arm64", $"-p:ContainerLayoutPath={_folder["layout"]}");
        Errors.HasCode(publication.Command.Failed(), "IB4020");
    }

    public void Dispose() => _folder.Dispose();
}
