using ImageBuild.Content;
using ImageBuild.Publishing.Stamps;

namespace ImageBuild.Tests.Publishing.Stamps;

/// <summary>Every change shows without a file being read.</summary>
public sealed class InputFingerprintTests : IDisposable
{
    private static readonly DateTime Before = new(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc);

    private readonly TemporaryFolder _folder = new();

    public InputFingerprintTests()
    {
        foreach (var file in new[] { "a.dll", "sub/b.dll" })
            File.SetLastWriteTimeUtc(_folder.File(file, "content"), Before);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_tree_has_the_same_fingerprint() => Assert.Equal(Fingerprint(), Fingerprint());

    [Theory]
    [InlineData("longer")]
    [InlineData("touched")]
    [InlineData("executable")]
    [InlineData("removed")]
    [InlineData("renamed")]
    [InlineData("added")]
    [InlineData("made a link")]
    public void A_change_shows(string change)
    {
        var before = Fingerprint();
        var file = Path.Combine(_folder.Path, "sub", "b.dll");
        switch (change)
        {
            case "longer":
                File.AppendAllText(file, "more");
                File.SetLastWriteTimeUtc(file, Before);
                break;
            case "touched":
                File.SetLastWriteTimeUtc(file, Before.AddTicks(1));
                break;
            case "executable":
                if (!OperatingSystem.IsWindows())
                    File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.UserExecute);
                break;
            case "removed":
                File.Delete(file);
                break;
            case "renamed":
                File.Move(file, file + "2");
                break;
            case "added":
                _folder.File("sub/c.dll");
                break;
            case "made a link":
                File.Delete(file);
                File.CreateSymbolicLink(file, "../a.dll");
                break;
        }

        Assert.NotEqual(before, Fingerprint());
    }

    [Fact]
    public void Values_do_not_run_into_each_other() =>
        Assert.NotEqual(Values("ab", "c"), Values("a", "bc"));

    [Fact]
    public void A_missing_file_is_a_value_and_no_error()
    {
        using var inputs = new InputFingerprint();
        inputs.AddFile(Path.Combine(_folder.Path, "nowhere"));
        inputs.AddFolder(Path.Combine(_folder.Path, "no folder"));
        Assert.NotEqual(Values(), inputs.Complete());
    }

    [Theory]
    [InlineData(678, 100)] // a file system with fine times
    [InlineData(0, 2000)] // perhaps one that keeps whole seconds
    public void It_tells_from_when_on_a_change_would_show(int milliseconds, int grain)
    {
        var time = new DateTime(2026, 5, 6, 7, 8, 9, milliseconds, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(Path.Combine(_folder.Path, "a.dll"), time);
        using var inputs = new InputFingerprint();
        inputs.AddFolder(_folder.Path);
        Assert.Equal(time.AddMilliseconds(grain), inputs.Settled);
    }

    private static Digest Values(params string[] values)
    {
        using var inputs = new InputFingerprint();
        foreach (var value in values)
            inputs.Add(value);
        return inputs.Complete();
    }

    private Digest Fingerprint()
    {
        using var inputs = new InputFingerprint();
        inputs.AddFolder(_folder.Path);
        return inputs.Complete();
    }
}
