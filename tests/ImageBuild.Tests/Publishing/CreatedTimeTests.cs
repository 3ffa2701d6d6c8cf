using System.Diagnostics;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Publishing;

namespace ImageBuild.Tests.Publishing;

/// <summary>An image's date comes from anywhere but the clock.</summary>
public sealed class CreatedTimeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        // git makes its objects read-only, which Windows does not delete.
        foreach (var file in Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories))
            File.SetAttributes(file, FileAttributes.Normal);
        _folder.Dispose();
    }

    [Theory]
    [InlineData("epoch", null, "1970-01-01T00:00:00Z")]
    [InlineData("EPOCH", "", "1970-01-01T00:00:00Z")]
    [InlineData("2026-01-31T12:00:00Z", null, "2026-01-31T12:00:00Z")]
    [InlineData("2026-01-31T12:00:00+02:00", null, "2026-01-31T10:00:00Z")]
    [InlineData("2026-01-31t12:00:00.75z", null, "2026-01-31T12:00:00Z")]
    [InlineData("2026-01-31 12:00:00Z", null, "2026-01-31T12:00:00Z")]
    [InlineData("2026-01-31", null, "2026-01-31T00:00:00Z")]
    [InlineData("2026-01-31T12:00:00Z", "86400", "1970-01-02T00:00:00Z")] // SOURCE_DATE_EPOCH wins
    [InlineData("commit", "0", "1970-01-01T00:00:00Z")]
    public void The_setting_says_which(string setting, string? sourceDateEpoch, string expected) => Assert.Equal(expected, Resolve(setting, sourceDateEpoch));

    [Theory]
    [InlineData("now")]
    [InlineData("12:00")] // today's: the clock's
    [InlineData("31 Jan")] // this year's
    [InlineData("31/01/2026")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("1769860800")]
    public void What_is_neither_a_word_nor_a_whole_time_is_refused(string setting)
    {
        var error = Assert.Throws<ImageBuildException>(() => Resolve(setting, null));
        Assert.Equal(ErrorCodes.InvalidValue, error.Code);
        Assert.Equal($"ContainerCreated is '{setting}'.", error.Cause);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData(" 1")]
    [InlineData("0x10")]
    [InlineData("2026-01-31T12:00:00Z")]
    [InlineData("999999999999999999")]
    [InlineData("99999999999999999999")]
    public void A_SOURCE_DATE_EPOCH_that_is_not_whole_seconds_is_refused(string seconds)
    {
        var error = Assert.Throws<ImageBuildException>(() => Resolve("epoch", seconds));
        Assert.Equal(ErrorCodes.InvalidValue, error.Code);
        Assert.Equal($"SOURCE_DATE_EPOCH is '{seconds}'.", error.Cause);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("commit")]
    [InlineData("Commit")]
    public void The_time_of_the_last_commit_from_any_folder_of_the_tree(string? setting)
    {
        Git("init", "-q");
        _folder.File("src/file", "content");
        Git("add", ".");
        Git("-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false", "commit", "-q", "-m", "first");
        _folder.File("src/file", "changed and not committed");
        Assert.Equal("2026-01-31T11:00:00Z", CanonicalJson.Time(CreatedTime.Resolve(setting, null, Path.Combine(_folder.Path, "src"))));
    }

    [Fact]
    public void A_repository_without_a_commit_has_the_epoch()
    {
        Git("init", "-q");
        Assert.Equal("1970-01-01T00:00:00Z", Resolve("commit", null));
    }

    [Fact]
    public void A_folder_without_a_repository_has_the_epoch()
    {
        Assert.Equal("1970-01-01T00:00:00Z", Resolve("commit", null));
        Assert.Equal(DateTimeOffset.UnixEpoch, CreatedTime.Resolve("commit", null, Path.Combine(_folder.Path, "missing")));
    }

    private string Resolve(string? setting, string? sourceDateEpoch) => CanonicalJson.Time(CreatedTime.Resolve(setting, sourceDateEpoch, _folder.Path));

    private void Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = _folder.Path };
        start.Environment["GIT_AUTHOR_DATE"] = "2026-01-31T10:00:00+01:00"; // the committer's time counts
        start.Environment["GIT_COMMITTER_DATE"] = "2026-01-31T12:00:00+01:00";
        using var git = Process.Start(start)!;
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}
