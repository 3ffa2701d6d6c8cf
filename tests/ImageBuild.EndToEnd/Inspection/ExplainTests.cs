using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd.Inspection;

/// <summary>imagebuild explain: why one image differs from another.</summary>
[Collection(TwoBuilds.Collection)]
public sealed class ExplainTests(TwoBuilds builds) : IDisposable
{
    private readonly TempFolder _folder = new();

    private string First => TwoBuilds.Source(builds.First);

    private string Second => TwoBuilds.Source(builds.Second);

    private string Newer => TwoBuilds.Source(builds.Newer);

    [Fact]
    public async Task An_image_is_the_same_as_itself()
    {
        var result = await builds.Tool.RunAsync("explain", First, First);
        Assert.Contains("the same image", result.Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_source_built_in_two_folders_differs_only_in_the_folder()
    {
        var result = await builds.Tool.RunAsync("explain", First, Second, "--output", "json", "--files");

        Assert.Equal(1, result.ExitCode);
        var image = Documents.Read(result, "explain").Objects("images").Single();
        var cause = image.Objects("causes").Single();
        Assert.Equal(("source-folder", builds.FolderOne, builds.FolderTwo, true), (cause.Text("input"), cause.Text("before"), cause.Text("after"), (bool)cause["all"]!));
        Assert.Equal(["/app/Web.dll", "/app/Web.pdb", "/app/Words.dll", "/app/Words.pdb"], cause["files"]!.AsArray().Select(file => (string)file!).Order(StringComparer.Ordinal));
        Assert.Contains("DeterministicSourcePaths", cause.Text("remedy"), StringComparison.Ordinal);
        Assert.Equal(["app", "project-references"], image.Objects("layers").Where(layer => layer.Text("difference") == "changed").Select(layer => layer.Text("kind")).Order(StringComparer.Ordinal));
        Assert.All(
            image.Objects("layers").SelectMany(layer => layer.Objects("files")).Where(file => file.Text("path").EndsWith(".dll", StringComparison.Ordinal)),
            file => Assert.True((bool)file["assembly"]!["sameProgram"]!));
    }

    [Fact]
    public async Task A_newer_package_is_named_with_both_versions_and_the_setting_with_both_values()
    {
        var result = await builds.Tool.RunAsync("explain", Second, Newer);

        Assert.Equal(1, result.ExitCode);
        foreach (var part in (string[])["Microsoft.Data.Sqlite.Core 10.0.13 → 10.0.15", "environment MODE", "none → new", "layers are the same"])
            Assert.Contains(part, result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("base-os", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Layers_that_both_have_are_not_fetched()
    {
        await using var registry = await DockerRegistry.StartAsync();
        await Skopeo.CopyAsync(First, Skopeo.In(registry, "web", "1"), registry);
        await Skopeo.CopyAsync(Second, Skopeo.In(registry, "web", "2"), registry);
        var before = await registry.RequestsAsync();

        Assert.Equal(1, (await builds.Tool.RunAsync("explain", $"{registry.Host}/web:1", $"{registry.Host}/web:2")).ExitCode);

        var both = builds.First.Layout.LayerDigests.Intersect(builds.Second.Layout.LayerDigests).ToList();
        Assert.NotEmpty(both);
        Assert.DoesNotContain((await registry.RequestsAsync()).Skip(before.Count), request => both.Any(layer => request.Path.Contains(layer, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_image_packed_anew_has_the_same_content_under_other_digests()
    {
        await new Command("skopeo", "copy", "--dest-compress", "--dest-compress-format", "zstd", First, $"oci:{_folder["zstd"]}:1").RunWellAsync();

        var result = await builds.Tool.RunAsync("explain", First, $"oci:{_folder["zstd"]}:1", "--output", "json");

        Assert.Equal(1, result.ExitCode);
        var image = Documents.Read(result, "explain").Objects("images").Single();
        Assert.All(image.Objects("layers"), layer => Assert.Equal("repacked", layer.Text("difference")));
        Assert.Empty(image.Objects("settings"));
    }

    [Theory]
    [InlineData("oci:/nowhere/at/all")]
    [InlineData("127.0.0.1:1/web:1")]
    [InlineData("not a reference")]
    public async Task What_cannot_be_looked_at_is_an_error_and_no_difference(string source)
    {
        var result = await builds.Tool.RunAsync("explain", First, source);

        Errors.HasCode(result);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
    }

    public void Dispose() => _folder.Dispose();
}
