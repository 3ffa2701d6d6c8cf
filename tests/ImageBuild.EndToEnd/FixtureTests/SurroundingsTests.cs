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
    public async Task Time_zone_and_language_reach_the_program()
    {
        var surroundings = Surroundings.Usual with { TimeZone = "Pacific/Auckland", Language = "tr_TR.UTF-8", Processors = 1 };

        var result = await surroundings.Around(new Command("sh", "-c", "echo $TZ $LANG $LC_ALL $DOTNET_PROCESSOR_COUNT")).RunWellAsync();

        Assert.Equal("Pacific/Auckland tr_TR.UTF-8 tr_TR.UTF-8 1\n", result.Output);
    }
}
