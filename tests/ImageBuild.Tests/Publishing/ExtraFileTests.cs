using ImageBuild.Diagnostics;
using ImageBuild.Layers;
using ImageBuild.Publishing;
using ImageBuild.Tar;

namespace ImageBuild.Tests.Publishing;

/// <summary>ContainerFile items.</summary>
public sealed class ExtraFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _source;

    public ExtraFileTests() => _source = _folder.File("tool.sh", "#!/bin/sh");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/etc/tool", "", "", "644 0:0 etc/tool")]
    [InlineData("/usr/bin/", "755", "", "755 0:0 usr/bin/tool.sh")]
    [InlineData("/x", "0640", "1654", "640 1654:1654 x")] // the group of the same number
    [InlineData("/x", "4755", "0:7", "4755 0:7 x")]
    [InlineData("/x", "0", "3000000:3000001", "0 3000000:3000001 x")]
    [InlineData("/", "", "", "644 0:0 tool.sh")]
    public void A_file_has_a_place_a_mode_and_an_owner(string target, string mode, string owner, string expected)
    {
        var file = ExtraFile.Create(_source, target, mode, owner);
        Assert.Equal(expected, $"{Convert.ToString(file.Entry.Mode, 8)} {file.Entry.UserId}:{file.Entry.GroupId} {file.Entry.Path}");
        Assert.IsType<FileOrigin.Configuration>(file.Origin);
        using var tar = new MemoryStream();
        TarWriter.Write([file.Entry], tar, default);
        tar.Position = 0;
        var read = new System.Formats.Tar.TarReader(tar).GetNextEntry()!;
        Assert.Equal((file.Entry.UserId, file.Entry.GroupId), (read.Uid, read.Gid));
    }

    [Theory]
    [InlineData("etc/tool", "", "")]
    [InlineData("", "", "")]
    [InlineData("/etc/../tool", "", "")]
    [InlineData("/etc//tool", "", "")]
    [InlineData("/./tool", "", "")]
    [InlineData("/x", "888", "")]
    [InlineData("/x", "rwx", "")]
    [InlineData("/x", "10000", "")]
    [InlineData("/x", "-1", "")]
    [InlineData("/x", "", "root")]
    [InlineData("/x", "", "1:2:3")]
    [InlineData("/x", "", "1:")]
    [InlineData("/x", "", "-1")]
    [InlineData("/x", "", "4294967296")]
    public void What_cannot_be_added_as_asked_is_refused(string target, string mode, string owner)
    {
        var error = Assert.Throws<ImageBuildException>(() => ExtraFile.Create(_source, target, mode, owner));
        Assert.Equal(ErrorCodes.InvalidFile, error.Code);
        Assert.Contains(_source, error.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/usr/bin/python", "python3", "usr/bin/python -> python3")]
    [InlineData("/opt/", "/app/current", "opt/link -> /app/current")]
    public void A_link_needs_no_file(string target, string linkTarget, string expected)
    {
        var entry = ExtraFile.CreateLink("link", target, linkTarget, "").Entry;
        Assert.Equal((TarEntryKind.SymbolicLink, expected), (entry.Kind, $"{entry.Path} -> {entry.LinkTarget}"));
    }

    [Theory]
    [InlineData("link", "x")]
    [InlineData("/link", "a\nb")]
    public void A_link_that_is_none_is_refused(string target, string linkTarget) =>
        Assert.Equal(ErrorCodes.InvalidFile, Assert.Throws<ImageBuildException>(() => ExtraFile.CreateLink("link", target, linkTarget, "")).Code);

    [Fact]
    public void A_file_that_does_not_exist_is_refused() =>
        Assert.Equal(ErrorCodes.InvalidFile, Assert.Throws<ImageBuildException>(() => ExtraFile.Create(_source + "x", "/x", "", "")).Code);
}
