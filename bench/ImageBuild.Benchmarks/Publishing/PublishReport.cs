using System.Globalization;
using ImageBuild.Benchmarks.Harness;

namespace ImageBuild.Benchmarks.Publishing;

/// <summary>The results as tables, first of all where the SDK is ahead.</summary>
internal static class PublishReport
{
    /// <param name="results">In the order of the tables.</param>
    /// <param name="sdkVersion">As `dotnet --version` says it.</param>
    public static Report Of(IReadOnlyList<CaseResult> results, string sdkVersion)
    {
        var report = new Report("publish", "PublishImage beside the SDK's PublishContainer")
            .Paragraph($"SDK {sdkVersion}. Written by `./build.sh --target=Benchmark`; how it is measured is in [bench/README.md](../bench/README.md).")
            .Paragraph("Each lap: `dotnet publish --no-build` with the target that makes the image, and without it before and after; the **image step** is the difference to their mean. "
                + "*Task* is the time inside the tasks that make the image, by MSBuild's own account. *Processor s*: what the step took of all processors "
                + "together, the figure that other programs disturb least. *Peak MB*: the most the `dotnet` process held. Bytes are those of request bodies, blobs and manifests. "
                + "Both contenders stand on the same three base layers, which the registry has. The registry is on the same machine.")
            .Heading("Where the SDK is ahead");
        var lost = results
            .Select(result => (result, Lost: result.Comparisons.Where(comparison => comparison.IsLost).ToList()))
            .Where(pair => pair.Lost.Count > 0)
            .Select(pair => $"- {pair.result.Workload.Title}, {pair.result.Case.Name}: {string.Join("; ", pair.Lost)}")
            .ToList();
        report.Paragraph(lost.Count > 0 ? "SDK → ImageBuild, median of the laps:\n\n" + string.Join('\n', lost) : "In nothing that was measured.");

        foreach (var workload in results.GroupBy(result => result.Workload))
            AddWorkload(report, workload.Key, [.. workload]);

        report.Heading("The cases");
        var cases = new MarkdownTable("case", "before every lap");
        foreach (var situation in results.Select(result => result.Case).Distinct())
            cases.Add(situation.Name, situation.Before);
        return report.Table(cases);
    }

    private static void AddWorkload(Report report, Workload workload, IReadOnlyList<CaseResult> results)
    {
        var figures = new MarkdownTable("case", "who", "plain s", "image step s", "task s", "processor s", "peak MB", "bytes sent", "of these blobs", "requests");
        var ratios = new MarkdownTable("case", "step ÷ SDK", "task ÷ SDK", "processor ÷ SDK", "memory ÷ SDK", "bytes ÷ SDK", "requests, SDK → ours");
        foreach (var result in results)
        {
            figures.Add([result.Case.Name, "SDK", .. Cells(result.Sdk)]);
            figures.Add(["", "ImageBuild", .. Cells(result.Ours)]);
            ratios.Add([result.Case.Name, .. Ratios(result.Sdk, result.Ours)]);
        }

        report.Heading(workload.Title)
            .Table(figures)
            .Paragraph($"ImageBuild as a multiple of the SDK, lap by lap, {results[0].Ours.Count} laps:")
            .Table(ratios);
        if (results.FirstOrDefault(result => result.Stored is not null) is { Stored: { } stored })
            report.Paragraph($"The registry holds {Size.MB(stored.Sdk)} of the SDK's images and {Size.MB(stored.Ours)} of ImageBuild's after the first, the base left out.");
    }

    private static string[] Cells(IReadOnlyList<PublishLap> laps) =>
    [
        Spread.Of(laps.Select(lap => lap.Plain)).ToString(),
        Spread.Of(laps.Select(lap => lap.Step)).ToString(),
        Spread.Of(laps.Select(lap => lap.Task)).ToString("0.000"),
        Spread.Of(laps.Select(lap => lap.StepProcessor)).ToString(),
        Spread.Of(laps.Select(lap => lap.Image.PeakMemory / 1e6)).Median.ToString("0", CultureInfo.InvariantCulture),
        Size.Short(laps.Max(lap => lap.Sent.Bytes)),
        Size.Short(laps.Max(lap => lap.Sent.BlobBytes)),
        laps.Max(lap => lap.Sent.Requests).ToString(CultureInfo.InvariantCulture),
    ];

    private static string[] Ratios(IReadOnlyList<PublishLap> sdk, IReadOnlyList<PublishLap> ours) =>
    [
        Ratio(sdk, ours, lap => lap.Step),
        Ratio(sdk, ours, lap => lap.Task),
        Ratio(sdk, ours, lap => lap.StepProcessor),
        Ratio(sdk, ours, lap => lap.Image.PeakMemory),
        (ours.Max(lap => lap.Sent.Bytes) / (double)sdk.Max(lap => lap.Sent.Bytes)).ToString("0.000", CultureInfo.InvariantCulture),
        $"{sdk.Max(lap => lap.Sent.Requests)} → {ours.Max(lap => lap.Sent.Requests)}",
    ];

    private static string Ratio(IEnumerable<PublishLap> sdk, IEnumerable<PublishLap> ours, Func<PublishLap, double> value) =>
        Spread.Of(ours.Zip(sdk, (mine, theirs) => value(mine) / value(theirs))).ToString();
}
