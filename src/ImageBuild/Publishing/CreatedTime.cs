using System.Diagnostics;
using System.Globalization;
using ImageBuild.Diagnostics;
using ImageBuild.Publishing.Stamps;

namespace ImageBuild.Publishing;

/// <summary>Decides an image's date: never the clock, so that the same source gives the same digest.</summary>
public static class CreatedTime
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd"];

    /// <summary>SOURCE_DATE_EPOCH, else what the setting says.</summary>
    /// <param name="setting">"commit" or empty: the time of the last commit, the epoch where there is none; "epoch"; or a time in RFC 3339.</param>
    /// <param name="sourceDateEpoch">Seconds since 1970, https://reproducible-builds.org/specs/source-date-epoch; null or empty where not set.</param>
    /// <param name="folder">A folder of the working tree.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidValue"/>.</exception>
    public static DateTimeOffset Resolve(string? setting, string? sourceDateEpoch, string folder)
    {
        if (!string.IsNullOrEmpty(sourceDateEpoch))
        {
            return TryFromSeconds(sourceDateEpoch) ?? throw ErrorCodes.InvalidValue.Error(
                $"SOURCE_DATE_EPOCH is '{sourceDateEpoch}'.", "Set it to whole seconds since 1970-01-01, for example $(git log -1 --format=%ct).");
        }

        return setting?.ToLowerInvariant() switch
        {
            null or "" or "commit" => TimeOfCommit(folder) ?? DateTimeOffset.UnixEpoch,
            "epoch" => DateTimeOffset.UnixEpoch,
            _ => TryParse(setting!) ?? throw ErrorCodes.InvalidValue.Error($"ContainerCreated is '{setting}'.", "Set it to commit, epoch, or a time such as 2026-01-31T12:00:00Z."),
        };
    }

    /// <summary>RFC 3339 only: what else .NET takes for a time ("12:00", "31 Jan") is completed from the clock.</summary>
    private static DateTimeOffset? TryParse(string text) =>
        DateTimeOffset.TryParseExact(
            text.ToUpperInvariant(), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    private static DateTimeOffset? TryFromSeconds(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static DateTimeOffset? TimeOfCommit(string folder)
    {
        // That can be told without starting git.
        if (CommitId.Read(folder) is "")
            return null;

        // safe.directory: the tree may belong to another user (CI volumes); only a number is read from it.
        var start = new ProcessStartInfo("git", ["-c", "safe.directory=*", "log", "-1", "--no-show-signature", "--format=%ct"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            using var git = Process.Start(start)!;
            git.ErrorDataReceived += static (_, _) => { };
            git.BeginErrorReadLine();
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? TryFromSeconds(output.Trim()) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // no git on this machine
        }
    }
}
