using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Layouts;
using ImageBuild.Tests.Inspection;

namespace ImageBuild.Tests.Tool;

/// <summary>inspect, explain and verify open images where every other command finds them.</summary>
public sealed class InspectionCommandTests : IDisposable
{
    private static readonly Image One = TestImages.Of(("COPY", TestLayer.Of(TestLayer.File("etc/motd", "one"))));
    private static readonly Image Other = TestImages.Of(("COPY", TestLayer.Of(TestLayer.File("etc/motd", "other"))));

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Places => ["oci:FOLDER/layout:1", "oci-archive:FOLDER/image.tar", "docker-archive:FOLDER/docker.tar"];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task An_image_is_looked_into_wherever_it_is(string place)
    {
        var source = await StoreAsync(One, place);

        var inspected = (await ToolRun.OfAsync("inspect", source, "--files", "-o", "json")).Succeeded().Json("inspect");
        Assert.Equal("/etc/motd", (string?)inspected["images"]![0]!["layers"]![0]!["files"]![0]!["path"]);
        Assert.Equal(source, (string?)inspected["source"]);
        Assert.Contains("linux/amd64", (await ToolRun.OfAsync("inspect", source)).Succeeded().Output, StringComparison.Ordinal);
        Assert.True((bool?)(await ToolRun.OfAsync("verify", source, "-o", "json")).Succeeded().Json("verify")["right"]);
        Assert.Equal(0, (await ToolRun.OfAsync("explain", source, source)).ExitCode);
    }

    [Fact]
    public async Task Explain_says_what_differs_and_its_exit_code_is_that_of_diff()
    {
        var run = await ToolRun.OfAsync("explain", await StoreAsync(One, "oci:FOLDER/one:1"), await StoreAsync(Other, "oci-archive:FOLDER/other.tar"), "--files");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("etc/motd", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inspect", 1)]
    [InlineData("verify", 2)]
    public async Task A_platform_that_is_not_there_is_an_error_that_names_those_that_are(string command, int exitCode)
    {
        var run = await ToolRun.OfAsync(command, await StoreAsync(One, "oci:FOLDER/layout:1"), "--platform", "linux/s390x");

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains("IB3021", run.Error, StringComparison.Ordinal);
        Assert.Contains("linux/amd64", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_of_an_image_that_is_not_there_is_an_error_and_no_finding()
    {
        var run = await ToolRun.OfAsync("verify", $"oci:{Path.Combine(_folder.Path, "nothing")}");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task Verify_of_a_manifest_that_was_changed_is_a_finding()
    {
        var source = await StoreAsync(One, "oci:FOLDER/layout:1");
        var manifest = Path.Combine(_folder.Path, "layout", "blobs", "sha256", One.Digest.Hex);
        await File.WriteAllBytesAsync(manifest, [.. (await File.ReadAllBytesAsync(manifest))[..^1], (byte)' ']);

        var run = await ToolRun.OfAsync("verify", source);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("IB5001", run.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> StoreAsync(Image image, string place)
    {
        place = place.Replace("FOLDER", _folder.Path, StringComparison.Ordinal);
        var layout = Path.Combine(_folder.Path, "origin-" + image.Digest.Short);
        await new OciLayout(layout).WriteAsync(image, "app", ["1"], default);
        (await ToolRun.OfAsync("copy", $"oci:{layout}:1", place)).Succeeded();
        return place;
    }
}
