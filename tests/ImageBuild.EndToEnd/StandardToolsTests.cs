using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>What others make of our bytes.</summary>
public sealed class StandardToolsTests(PublishedConsole console) : IClassFixture<PublishedConsole>, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Publication _publication = console.Publication;

    [Fact]
    public void The_result_file_and_the_layout_name_the_same_digests()
    {
        Assert.Matches("^sha256:[0-9a-f]{64}$", _publication.Result.Digest);
        Assert.Equal(_publication.Layout.ManifestDigest, _publication.Result.Digest);
        Assert.Equal(_publication.Layout.LayerDigests, _publication.Result.Layers.Select(layer => layer.Digest));
    }

    [Fact]
    public async Task Skopeo_copies_the_layout_without_changing_it()
    {
        await Skopeo.CopyAsync($"oci:{_publication.LayoutPath}:{_publication.Layout.Tag}", $"oci:{_folder["copy"]}:copied");

        Assert.Equal(_publication.Result.Digest, new OciLayout(_folder["copy"]).ManifestDigest);
    }

    [Fact]
    public async Task Umoci_unpacks_the_layout()
    {
        await Umoci.UnpackAsync(_publication.LayoutPath, _publication.Layout.Tag, _folder["bundle"]);

        Assert.True(File.Exists(Path.Combine(_folder["bundle"], "rootfs", "app", "Tool.dll")));
    }

    [Fact]
    public async Task Runc_runs_the_image_as_umoci_unpacked_it()
    {
        var result = await ImageRunner.RunAsync(_publication.LayoutPath, _publication.Layout.Tag);

        Assert.Equal($"{Sources.ConsoleGreeting}\n", result.Succeeded().Output);
    }

    [Fact]
    public async Task The_line_that_the_publish_recommends_runs_the_image_with_podman()
    {
        var line = Assert.Single(
            _publication.Command.Output.Split('\n').Select(text => text.Trim()),
            text => text.StartsWith("run ", StringComparison.Ordinal));

        var result = await Podman.RunLineAsync(_folder, line["run ".Length..]);

        Assert.EndsWith($"{Sources.ConsoleGreeting}\n", result.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
