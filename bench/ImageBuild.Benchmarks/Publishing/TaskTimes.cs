using System.Globalization;
using System.Text.RegularExpressions;

namespace ImageBuild.Benchmarks.Publishing;

/// <summary>The task part of MSBuild's performance summary: "  231 ms  CreateNewImage   1 calls".</summary>
internal static partial class TaskTimes
{
    /// <summary>Makes MSBuild print the summary.</summary>
    public const string Argument = "-clp:PerformanceSummary;NoSummary";

    /// <summary>The tasks that exist for the image alone.</summary>
    private static readonly HashSet<string> OfTheImage = new(StringComparer.Ordinal)
    {
        "ParseContainerProperties", "ComputeDotnetBaseImageAndTag", "CreateNewImage", "ResolveRuntimePacks", "BuildImage",
    };

    /// <summary>Seconds that all tasks of the image took together.</summary>
    /// <exception cref="InvalidOperationException">There is no such task in the output.</exception>
    public static double Sum(string output)
    {
        var times = Line().Matches(output)
            .Where(line => OfTheImage.Contains(line.Groups["task"].Value))
            .Select(line => double.Parse(line.Groups["ms"].Value, CultureInfo.InvariantCulture) / 1000)
            .ToList();
        return times.Count > 0 ? times.Sum() : throw new InvalidOperationException($"No image was made:\n{output}");
    }

    [GeneratedRegex(@"^\s*(?<ms>\d+) ms\s+(?<task>\w+)\s+\d+ calls\s*$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
