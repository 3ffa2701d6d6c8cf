using System.Globalization;

namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>What differs from one machine to the next. A digest must not depend on any of it.</summary>
internal sealed record Surroundings
{
    /// <summary>Makes everything below the root read-only but the folder $0 and an empty /tmp, and starts the rest. What the kernel itself provides is left alone.</summary>
    /// <remarks>
    /// .NET has its named mutexes in /tmp, wherever TMPDIR leads, and the SDK does not start without.
    /// Tests that run at the same time take mount points away between the listing and the remounting.
    /// </remarks>
    private const string ReadOnlyRoot = """
        exec 9< "$0"
        mount -t tmpfs -o mode=1777 tmpfs /tmp
        mkdir -p "$0"
        mount --no-canonicalize --bind /proc/self/fd/9 "$0"
        findmnt -rno TARGET | grep -vE '^/(proc|sys|dev|tmp$)' | while read -r place; do [ "$place" = "$0" ] || mount -o remount,bind,ro "$place" || ! mountpoint -q "$place"; done
        exec "$@"
        """;

    /// <summary>Those of the test run itself.</summary>
    public static Surroundings Usual { get; } = new();

    /// <summary>Octal, such as 077.</summary>
    public string? Umask { get; init; }

    /// <summary>A name of the IANA database.</summary>
    public string? TimeZone { get; init; }

    /// <summary>A locale for LANG and LC_ALL, and for the culture of .NET.</summary>
    public string? Language { get; init; }

    /// <summary>How many processors .NET believes in.</summary>
    public int? Processors { get; init; }

    /// <summary>How far the clock is ahead, in days.</summary>
    public int? ClockAheadDays { get; init; }

    /// <summary>Environment variables; null removes one.</summary>
    public IReadOnlyList<(string Name, string? Value)> Variables { get; init; } = [];

    /// <summary>A folder that becomes a disk of 1 MB, for this program alone.</summary>
    public string? SmallDisk { get; init; }

    /// <summary>Who runs the program.</summary>
    public OtherUser? User { get; init; }

    /// <summary>The only folder besides /tmp that can be written to, as in a container with a read-only root file system and two empty volumes.</summary>
    public string? OnlyWritable { get; init; }

    /// <summary>The command as it runs here.</summary>
    public Command Around(Command command)
    {
        command = command.With([.. Variables]);
        if (TimeZone is not null)
            command = command.With(("TZ", TimeZone));
        if (Language is not null)
            command = command.With(("LANG", Language), ("LC_ALL", Language));
        if (Processors is { } processors)
            command = command.With(("DOTNET_PROCESSOR_COUNT", processors.ToString("X", CultureInfo.InvariantCulture)));

        // .NET waits by the monotonic clock; moving that one as well stops its timers.
        if (ClockAheadDays is { } days)
            command = command.StartedBy("faketime", "-f", $"+{days.ToString(CultureInfo.InvariantCulture)}d").With(("FAKETIME_DONT_FAKE_MONOTONIC", "1"), ("DONT_FAKE_MONOTONIC", "1"));
        if (SmallDisk is not null)
            command = command.StartedBy("unshare", "-m", "sh", "-c", "mount -t tmpfs -o size=1m tmpfs \"$0\" && exec \"$@\"", SmallDisk);
        if (Umask is not null)
            command = command.StartedBy("sh", "-c", "umask \"$0\"; exec \"$@\"", Umask);
        command = User is null ? command : User.Runs(command);
        return OnlyWritable is null ? command : command.StartedBy("unshare", "-m", "sh", "-ec", ReadOnlyRoot, OnlyWritable);
    }
}
