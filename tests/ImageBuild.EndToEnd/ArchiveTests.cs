using System.Text.Json;
using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>What other tools make of our archives, and we of theirs.</summary>
public sealed class ArchiveTests : IDisposable
{
    private const string Greeting = "hello from an archive";
    private const string Name = "team/hello:1.0";

    private readonly TempFolder _folder = new();
    private readonly SharedTool _tool;

    public ArchiveTests() => _tool = new SharedTool(_folder.Folder("home"));

    [Fact]
    public async Task Podman_loads_a_docker_archive_and_runs_it()
    {
        await CopyAsync(await LayoutAsync(), $"docker-archive:{_folder["a.tar"]}:{Name}");

        var result = await Podman.RunLineAsync(_folder, $"podman load -q -i {_folder["a.tar"]} && podman run --rm {Name}");

        Assert.Contains($"localhost/{Name}", result.Output, StringComparison.Ordinal);
        Assert.EndsWith($"{Greeting}\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Podman_loads_an_oci_archive_of_a_pulled_image_under_its_own_name()
    {
        await using var registry = await DockerRegistry.StartAsync();
        await CopyAsync(await LayoutAsync(), $"{registry.Host}/{Name}");
        await CopyAsync($"{registry.Host}/{Name}", $"oci-archive:{_folder["a.tar"]}");

        var result = await Podman.RunLineAsync(_folder, $"podman load -q -i {_folder["a.tar"]} && podman run --rm {registry.Host}/{Name}");

        Assert.EndsWith($"{Greeting}\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Skopeo_reads_both_kinds_of_archive()
    {
        var layout = await LayoutAsync();
        await CopyAsync(layout, $"docker-archive:{_folder["docker.tar"]}:{Name}");
        await CopyAsync(layout, $"oci-archive:{_folder["oci.tar"]}:1.0");

        await Skopeo.CopyAsync($"oci-archive:{_folder["oci.tar"]}:1.0", $"oci:{_folder["from-oci"]}:1.0");
        await new Command("skopeo", "copy", $"docker-archive:{_folder["docker.tar"]}:{Name}", $"oci:{_folder["from-docker"]}:1.0").RunWellAsync();

        var original = new OciLayout(layout["oci:".Length..]);
        Assert.Equal(original.ManifestDigest, new OciLayout(_folder["from-oci"]).ManifestDigest);
        // skopeo packs anew, so digests of layers differ, but what is in them does not.
        Assert.Equal(DiffIds(original), DiffIds(new OciLayout(_folder["from-docker"])));
    }

    [Theory]
    [InlineData("docker-archive")]
    [InlineData("oci-archive")]
    public async Task What_podman_saves_is_pushed_and_skopeo_reads_it_in_the_registry(string format)
    {
        await using var registry = await DockerRegistry.StartAsync();
        await CopyAsync(await LayoutAsync(), $"docker-archive:{_folder["a.tar"]}:{Name}");
        await Podman.RunLineAsync(_folder, $"podman load -q -i {_folder["a.tar"]} && podman save -q --format {format} -o {_folder["saved.tar"]} {Name}");

        var digest = await CopyAsync($"{format}:{_folder["saved.tar"]}", $"{registry.Host}/team/saved:1");

        Assert.EndsWith($"@{await registry.DigestAsync("team/saved", "1")}", digest, StringComparison.Ordinal);
        await Skopeo.CopyAsync(Skopeo.In(registry, "team/saved", "1"), $"oci:{_folder["back"]}:1", registry);
        Assert.Equal(DiffIds(new OciLayout(_folder["busybox"])), DiffIds(new OciLayout(_folder["back"])));
        Assert.All(new OciLayout(_folder["back"]).Manifest.GetProperty("layers").EnumerateArray(), layer => Assert.EndsWith("gzip", layer.GetProperty("mediaType").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_skopeo_writes_is_read_with_its_digest()
    {
        var layout = await LayoutAsync();
        await Skopeo.CopyAsync($"{layout}:{BusyboxImage.Tag}", $"oci-archive:{_folder["oci.tar"]}:1.0");

        var digest = (await _tool.RunAsync("digest", "--short", $"oci-archive:{_folder["oci.tar"]}")).Succeeded().Output.Trim();

        Assert.Equal(new OciLayout(layout["oci:".Length..]).ManifestDigest, digest);
    }

    [Fact]
    public async Task Umoci_unpacks_and_runc_runs_what_was_pulled_into_a_layout()
    {
        await using var registry = await DockerRegistry.StartAsync();
        await CopyAsync(await LayoutAsync(), $"{registry.Host}/{Name}");

        (await _tool.RunAsync("pull", $"{registry.Host}/{Name}", $"oci:{_folder["pulled"]}")).Succeeded();

        Assert.Equal($"{Greeting}\n", (await ImageRunner.RunAsync(_folder["pulled"], "1.0")).Succeeded().Output);
    }

    [Fact]
    public async Task The_bytes_of_an_archive_are_the_same_for_every_user_clock_and_umask()
    {
        var layout = await LayoutAsync();
        var copy = await _tool.CommandAsync("copy", layout, $"docker-archive:{_folder["one.tar"]}:{Name}");
        await copy.RunWellAsync();
        var again = (await _tool.CommandAsync("copy", layout, $"docker-archive:{_folder["two.tar"]}:{Name}")).StartedBy("sh", "-c", "umask 077; exec \"$0\" \"$@\"");
        await again.RunWellAsync();

        Assert.Equal(await File.ReadAllBytesAsync(_folder["one.tar"]), await File.ReadAllBytesAsync(_folder["two.tar"]));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> LayoutAsync() => $"oci:{await BusyboxImage.CreateAsync(_folder, script: $"echo {Greeting}")}";

    /// <returns>The digest reference.</returns>
    private async Task<string> CopyAsync(string from, string to) => (await _tool.RunAsync("copy", from, to)).Succeeded().Output.Trim();

    private static IEnumerable<string> DiffIds(OciLayout layout) =>
        layout.Config.GetProperty("rootfs").GetProperty("diff_ids").EnumerateArray().Select(id => id.GetString()!);
}
