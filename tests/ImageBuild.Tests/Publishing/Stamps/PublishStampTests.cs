using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Layouts;
using ImageBuild.Publishing;
using ImageBuild.Publishing.Stamps;
using ImageBuild.Transfers;

namespace ImageBuild.Tests.Publishing.Stamps;

/// <summary>What one publish leaves for the next.</summary>
public sealed class PublishStampTests : IDisposable
{
    private static readonly Digest Inputs = Digest.Of("inputs");

    private readonly TemporaryFolder _folder = new();

    private string StampPath => Path.Combine(_folder.Path, "obj", "stamp");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_stamp_comes_back_as_it_was_written()
    {
        var stamp = PublishStamp.Of(Inputs, Requests.Plain, Results.With(Results.Registry));
        await PublishStampFile.WriteAsync(StampPath, stamp, default);
        var read = PublishStampFile.Read(StampPath)!;
        Assert.Equal(Inputs, read.Inputs);
        Assert.Equal(stamp.Outputs.Root, read.Outputs.Root);
        Assert.Equal(stamp.Outputs.Images, read.Outputs.Images);
        Assert.Equal(stamp.Outputs.References, read.Outputs.References);
        Assert.Equal(stamp.Tags, read.Tags);
        Assert.Equal(stamp.Files, read.Files);
        Assert.Equal(stamp.Report, read.Report);
        Assert.Equal(stamp.Result.ToArray(), read.Result.ToArray());
    }

    [Fact]
    public void It_tells_of_a_publish_that_found_everything_there()
    {
        var stamp = PublishStamp.Of(Inputs, Requests.Plain, Results.With(Results.Registry));
        var digest = Results.Image.Digest;
        Assert.Equal([new("registry.example.org", "team/app", "1.0", digest), new("registry.example.org", "team/app", "latest", digest)], stamp.Tags);
        Assert.All(stamp.Report.Where(line => line.Contains("sha256:", StringComparison.Ordinal) && !line.StartsWith("  digest", StringComparison.Ordinal)), line => Assert.EndsWith("cached, reused", line, StringComparison.Ordinal));
        var result = System.Text.Encoding.UTF8.GetString(stamp.Result.Span);
        Assert.Contains("\"bytesSent\":0", result, StringComparison.Ordinal);
        Assert.DoesNotContain("uploaded", result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_a_layout_that_are_gone_cut_off_or_written_anew_are_noticed()
    {
        var layout = new OciLayout(Path.Combine(_folder.Path, "layout"));
        await layout.WriteAsync(ManifestTree.Of(Results.Image), [LayoutName.Local("team/app", "1.0"), LayoutName.Local("team/app", "latest")], default);
        var request = Requests.Plain with { Destinations = [new ImageLocation.InLayout(layout.Folder, Name: null)] };
        var stamp = PublishStamp.Of(Inputs, request, Results.With(Results.Layout(layout.Folder)));
        Assert.Equal(5, stamp.Files.Count); // index.json, manifest, configuration and two layers
        Assert.True(stamp.HasAllFiles());
        Assert.Empty(stamp.Tags);

        var blob = stamp.Files[^1].Path;
        var bytes = File.ReadAllBytes(blob);
        File.Delete(blob);
        Assert.False(stamp.HasAllFiles());
        File.WriteAllBytes(blob, bytes[..^1]);
        Assert.False(stamp.HasAllFiles());
        File.WriteAllBytes(blob, bytes);
        File.SetLastWriteTimeUtc(blob, new DateTime(stamp.Files[^1].Modified, DateTimeKind.Utc));
        Assert.True(stamp.HasAllFiles());
    }

    [Fact]
    public void The_tag_of_a_single_platform_leads_to_its_own_image()
    {
        var several = Results.Several() with
        {
            Destinations = [new("registry", ["r.example/a:1.0", "r.example/a:1.0-linux-x64", "r.example/a:1.0-linux-arm64"], "", [], 0)],
        };
        var request = Requests.Plain with { PlatformTags = true, Platforms = [Requests.Platform, Requests.Platform with { RuntimeIdentifier = "linux-arm64" }] };
        Assert.Equal(
            [several.Digest, several.Images[0].Image.Digest, several.Images[1].Image.Digest],
            PublishStamp.Of(Inputs, request, several).Tags.Select(tag => tag.Digest));
    }

    [Fact]
    public async Task A_file_that_was_changed_or_is_none_counts_as_missing()
    {
        Assert.Null(PublishStampFile.Read(StampPath));
        await PublishStampFile.WriteAsync(StampPath, PublishStamp.Of(Inputs, Requests.Plain, Results.With(Results.Registry)), default);
        var bytes = File.ReadAllBytes(StampPath);
        foreach (var at in new[] { 0, 4, 100, bytes.Length - 1 })
        {
            var changed = bytes.ToArray();
            changed[at] ^= 1;
            File.WriteAllBytes(StampPath, changed);
            Assert.Null(PublishStampFile.Read(StampPath));
        }

        foreach (var length in new[] { 0, 10, 32, bytes.Length - 1 })
        {
            File.WriteAllBytes(StampPath, bytes[..length]);
            Assert.Null(PublishStampFile.Read(StampPath));
        }
    }
}
