using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ImageBuild.Diagnostics;
using ImageBuild.Images;

namespace ImageBuild.Publishing;

/// <summary>How an engine finds out whether a container is well.</summary>
/// <remarks>Docker's extension of the image configuration (docker image specification 1.2). Kubernetes has probes of its own and ignores it.</remarks>
/// <param name="Command">The program and its arguments; "NONE" alone switches the base's check off.</param>
public sealed partial record Healthcheck(IReadOnlyList<string> Command)
{
    /// <summary>Its name in the configuration.</summary>
    public const string Member = "Healthcheck";

    /// <summary>The time between two checks; null for the engine's.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>How long a check may take; null for the engine's.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How long the application may take to start before failures count; null for the engine's.</summary>
    public TimeSpan? StartPeriod { get; init; }

    /// <summary>How many failures in a row make a container unwell; null for the engine's.</summary>
    public int? Retries { get; init; }

    /// <summary>Reads the properties of a project; null where there is no check.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidValue"/>.</exception>
    public static Healthcheck? Parse(IReadOnlyList<string> command, string interval, string timeout, string startPeriod, string retries)
    {
        var check = new Healthcheck(command)
        {
            Interval = Duration("ContainerHealthcheckInterval", interval),
            Timeout = Duration("ContainerHealthcheckTimeout", timeout),
            StartPeriod = Duration("ContainerHealthcheckStartPeriod", startPeriod),
            Retries = retries.Length == 0
                ? null
                : int.TryParse(retries, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                    ? number
                    : throw ErrorCodes.InvalidValue.Error($"ContainerHealthcheckRetries is '{retries}'.", "Set it to a number from 1."),
        };
        if (command.Count > 0)
            return check;
        return interval.Length + timeout.Length + startPeriod.Length + retries.Length == 0
            ? null
            : throw ErrorCodes.InvalidValue.Error("There are ContainerHealthcheck properties but no ContainerHealthcheck item.", "Add the command: <ContainerHealthcheck Include=\"/app/App;--check\" />.");
    }

    /// <summary>As it stands in the configuration; times in nanoseconds.</summary>
    public JsonElement ToJson()
    {
        using var document = JsonDocument.Parse(CanonicalJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStrings("Test", Command is ["NONE"] ? Command : Command.Prepend("CMD"));
            Write(nameof(Interval), Interval);
            Write(nameof(Timeout), Timeout);
            Write(nameof(StartPeriod), StartPeriod);
            if (Retries is { } failures)
                writer.WriteNumber(nameof(Retries), failures);
            writer.WriteEndObject();

            void Write(string name, TimeSpan? time)
            {
                if (time is { } set)
                    writer.WriteNumber(name, set.Ticks * TimeSpan.NanosecondsPerTick);
            }
        }));
        return document.RootElement.Clone();
    }

    /// <summary>"30s", "1m30s", "500ms": as in a Dockerfile.</summary>
    private static TimeSpan? Duration(string property, string text)
    {
        if (text.Length == 0)
            return null;
        var match = Pattern().Match(text);
        var time = match.Success
            ? new TimeSpan(0, Number("h"), Number("m"), Number("s"), Number("ms"))
            : TimeSpan.Zero;
        return time >= TimeSpan.FromMilliseconds(1) ? time : throw ErrorCodes.InvalidValue.Error($"{property} is '{text}'.", "Write a time such as 30s, 1m30s or 500ms.");

        int Number(string unit) => match.Groups[unit] is { Success: true, Value: var digits } ? int.Parse(digits, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex(@"\A(?:(?<h>[0-9]{1,4})h)?(?:(?<m>[0-9]{1,4})m(?!s))?(?:(?<s>[0-9]{1,6})s)?(?:(?<ms>[0-9]{1,9})ms)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
