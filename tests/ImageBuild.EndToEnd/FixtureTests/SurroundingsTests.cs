using System.Globalization;
using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd.FixtureTests;

public sealed class SurroundingsTests
{
    [Fact]
    public async Task The_umask_applies_to_new_files()
    {
        using var folder = new TempFolder();

        await (Surroundings.Usual with { Umask = "077" }).Around(new Command("touch", folder["file"])).RunWellAsync();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["file"]));
    }

    [Fact]
    public async Task The_clock_moves()
    {
        using var folder = new TempFolder();
        var command = (Surroundings.Usual with { ClockAheadDays = 400 }).Around(new Command("date", "+%s"));

        var seconds = long.Parse((await command.RunWellAsync()).Output, CultureInfo.InvariantCulture);

        var moved = DateTimeOffset.FromUnixTimeSeconds(seconds) - DateTimeOffset.UtcNow;
        Assert.InRange(moved.TotalDays, 399.9, 400.1);
    }

    [Fact]
    public async Task Another_user_owns_what_it_makes()
    {
        using var folder = new TempFolder();
        var user = await OtherUser.WithHomeAsync(folder.Folder("home"));

        var result = await (Surroundings.Usual with { User = user }).Around(new Command("sh", "-c", "touch \"$HOME/file\" && id -u && stat -c %u \"$HOME/file\"")).RunWellAsync();

        Assert.Equal("65534\n65534\n", result.Output);
    }

    [Fact]
    public async Task Another_user_has_no_capability_and_gets_none()
    {
        using var folder = new TempFolder();
        var user = await OtherUser.WithHomeAsync(folder.Folder("home"));

        var result = await (Surroundings.Usual with { User = user }).Around(new Command("grep", "-E", "^(Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs)", "/proc/self/status")).RunWellAsync();

        var values = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToDictionary(line => line[0], line => line[1]);
        Assert.Equal("1", values["NoNewPrivs:"]);
        Assert.All(values.Where(value => value.Key != "NoNewPrivs:"), value => Assert.Equal("0000000000000000", value.Value));
        Assert.Equal(6, values.Count);
    }

    [Fact]
    public async Task One_folder_alone_can_be_written_to()
    {
        using var folder = new TempFolder();
        var surroundings = Surroundings.Usual with { OnlyWritable = folder.Path };

        await surroundings.Around(new Command("touch", folder["file"])).RunWellAsync();

        foreach (var place in (string[])["/file", "/var/tmp/imagebuild-file", "/dev/../etc/imagebuild-file"])
        {
            var refused = await surroundings.Around(new Command("touch", place)).RunAsync();
            Assert.Contains("Read-only file system", refused.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Time_zone_and_language_reach_the_program()
    {
        var surroundings = Surroundings.Usual with { TimeZone = "Pacific/Auckland", Language = "tr_TR.UTF-8", Processors = 1 };

        var result = await surroundings.Around(new Command("sh", "-c", "echo $TZ $LANG $LC_ALL $DOTNET_PROCESSOR_COUNT")).RunWellAsync();

        Assert.Equal("Pacific/Auckland tr_TR.UTF-8 tr_TR.UTF-8 1\n", result.Output);
    }
}
