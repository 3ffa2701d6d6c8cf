using ImageBuild.Content;
using ImageBuild.Publishing;

namespace ImageBuild.Tests.Publishing;

/// <summary>What people read after a build.</summary>
public sealed class ImageReportTests
{
    [Fact]
    public void A_layout_is_reported_with_how_to_run_and_how_to_push_it() =>
        Assert.Equal(
            $"""
            team/app:1.0 for linux/amd64, 15 B in 2 layers
              base-os  debian:13          4 B  sha256:{Short(0)}  cached
              app      application       11 B  sha256:{Short(1)}  created
              written  oci:/src/bin/image:1.0
              written  oci:/src/bin/image:latest
              digest  {Results.Image.Digest}
              run     tar -C /src/bin/image -c . | podman load && podman run --rm -p 8080:8080 localhost/team/app:1.0
              push    imagebuild push oci:/src/bin/image:1.0 REGISTRY/team/app:1.0
            """,
            Lines(Results.Layout()));

    [Fact]
    public void A_push_is_reported_with_what_happened_to_each_layer() =>
        Assert.Equal(
            $"""
            team/app:1.0 for linux/amd64, 15 B in 2 layers
              base-os  debian:13          4 B  sha256:{Short(0)}  cached, mounted
              app      application       11 B  sha256:{Short(1)}  created, uploaded
              pushed  registry.example.org/team/app:1.0
              pushed  registry.example.org/team/app:latest
              sent    {ByteSize.Text(Results.Image.Config.Descriptor.Size + 11)} in 9 requests
              digest  {Results.Image.Digest}
              run     podman run --rm -p 8080:8080 registry.example.org/team/app:1.0
            """,
            Lines(Results.Registry));

    [Fact]
    public void An_archive_is_reported_with_how_to_load_it()
    {
        var file = $"docker-archive:/out/app.tar@{Results.Image.Digest}";
        var lines = Lines(new DestinationResult("archive", ["docker-archive:/out/app.tar:team/app:1.0"], file, [], 0));
        Assert.Contains("  written  docker-archive:/out/app.tar:team/app:1.0\n", lines, StringComparison.Ordinal);
        Assert.Contains("  run     podman load -i /out/app.tar && podman run --rm -p 8080:8080 localhost/team/app:1.0\n", lines, StringComparison.Ordinal);
        Assert.EndsWith("  push    imagebuild push docker-archive:/out/app.tar REGISTRY/team/app:1.0", lines, StringComparison.Ordinal);
    }

    [Fact]
    public void An_engine_is_reported_with_the_name_it_has_there()
    {
        var lines = Lines(new DestinationResult("engine", ["team/app:1.0"], $"docker:{Results.Image.Digest}", [], 0));
        Assert.Contains("  loaded  team/app:1.0\n", lines, StringComparison.Ordinal);
        Assert.EndsWith("  run     docker run --rm -p 8080:8080 team/app:1.0", lines, StringComparison.Ordinal);
    }

    [Fact]
    public void What_several_platforms_have_alike_is_listed_once()
    {
        var several = Results.Several();
        Assert.Equal(
            $"""
            team/app:1.0 for linux/amd64, 15 B in 2 layers
              base-os  debian:13          4 B  sha256:{Short(0)}  cached
              app      application       11 B  sha256:{Short(1)}  created
            team/app:1.0 for linux/arm64, 19 B in 2 layers
              base-os  debian:13        8 B  sha256:{several.Images[1].Layers[0].Layer.Descriptor.Digest.Short}  created
              and 1 layers that are listed above
              digest  {several.Index!.Manifest.Descriptor.Digest}
            """,
            string.Join('\n', ImageReport.Lines(several)));
    }

    [Fact]
    public void A_folder_with_a_blank_is_quoted_so_that_the_line_can_be_copied()
    {
        var lines = Lines(Results.Layout("/my work/image"));
        Assert.Contains("tar -C \"/my work/image\" -c .", lines, StringComparison.Ordinal);
        Assert.Contains("imagebuild push \"oci:/my work/image:1.0\" REGISTRY", lines, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1_000, "1.0 kB")]
    [InlineData(123_456, "123.5 kB")]
    [InlineData(1_000_000, "1.0 MB")]
    [InlineData(24_512_345, "24.5 MB")]
    [InlineData(1_234_567_890, "1234.6 MB")]
    public void Sizes_are_in_powers_of_ten(long bytes, string expected) => Assert.Equal(expected, ByteSize.Text(bytes));

    [Theory]
    [InlineData(24_600_000, 2, "12.3 MB/s")]
    [InlineData(500_000, 1, "500.0 kB/s")]
    [InlineData(99_999, 1, null)]
    [InlineData(24_600_000, 0, null)]
    public void A_rate_is_told_where_it_says_something(long bytes, int seconds, string? expected) => Assert.Equal(expected, ByteSize.Rate(bytes, TimeSpan.FromSeconds(seconds)));

    private static string Short(int layer) => Results.Image.Layers[layer].Descriptor.Digest.Short;

    private static string Lines(params DestinationResult[] destinations) => string.Join('\n', ImageReport.Lines(Results.With(destinations)));
}
