using System.Globalization;
using ImageBuild.Benchmarks.Harness;

namespace ImageBuild.Benchmarks.Publishing;

/// <summary>PublishImage beside the SDK's PublishContainer: same project, same base layers, same registry, in turn.</summary>
internal static class PublishBenchmark
{
    private const int DefaultRounds = 5;

    private static readonly (string Workload, string Title)[] Workloads =
        [("Small", "small web API"), ("Heavy", "heavy application (35 package references)")];

    public static async Task RunAsync(BenchmarkOptions options)
    {
        using var folder = new TemporaryFolder(options.KeepFiles);
        var baseImage = await BaseImage.MakeAsync();
        await using var registry = await LocalRegistry.StartAsync(folder);
        await using var proxy = await CountingProxy.StartAsync(registry.Host);
        await baseImage.PushAsync(proxy.Host, BaseImage.Repository);

        var report = new Report("publish", "PublishImage beside the SDK's PublishContainer");
        report.Paragraph("Each lap: `dotnet publish --no-build`, then the same command with the target that makes the image; the image step is the difference. "
            + "\"Task\" is the time inside the tasks that make the image, by MSBuild's own account. Requests and bytes are counted by a proxy in front of docker-registry. "
            + "Processor s: what the step took of all processors together, the figure that other programs disturb least. Peak MB: the most the `dotnet` process held. "
            + "Both stand on the same three base layers, which the registry has already.");
        foreach (var (workload, title) in Workloads)
            await MeasureAsync(report, workload, title, proxy, folder, baseImage, options.Rounds ?? DefaultRounds);
        report.Save();
    }

    private static async Task MeasureAsync(
        Report report, string workload, string title, CountingProxy proxy, TemporaryFolder folder, BaseImage baseImage, int rounds)
    {
        Console.Error.WriteLine($"publish: {title}");
        Entrant[] entrants = [.. new[] { Contender.Sdk, Contender.ImageBuild }.Select(contender => new Entrant(contender, workload, proxy, folder, baseImage))];
        foreach (var entrant in entrants)
        {
            // The first image of all restores, compiles and loads what later ones find in the page cache.
            await entrant.PrepareAsync();
            await entrant.StartAfreshAsync();
            await entrant.MakeImageAsync();
        }

        var table = new MarkdownTable("case", "who", "plain s", "image step s", "task s", "processor s", "peak MB", "bytes sent", "blob bytes", "requests");
        var ratios = new MarkdownTable("case", "step ÷ SDK", "task ÷ SDK", "processor ÷ SDK", "bytes ÷ SDK", "requests, SDK → ours");
        foreach (var situation in PublishCase.All)
        {
            for (var round = 0; round < rounds; round++)
            {
                foreach (var entrant in entrants)
                {
                    await situation.Arrange(entrant);
                    entrant.Laps.Add(await entrant.RunLapAsync());
                }

                Console.Error.WriteLine($"  {situation.Name}: round {round + 1} of {rounds}");
            }

            foreach (var entrant in entrants)
                table.Add([situation.Name, entrant.Name, .. Cells(entrant.Laps)]);
            ratios.Add([situation.Name, .. Ratios(entrants[0].Laps, entrants[1].Laps)]);
            foreach (var entrant in entrants)
                entrant.Laps.Clear();
        }

        report.Heading(title).Table(table).Paragraph("ImageBuild as a multiple of the SDK, lap by lap:").Table(ratios);
    }

    private static string[] Cells(IReadOnlyList<PublishLap> laps) =>
    [
        Spread.Of(laps.Select(lap => lap.Plain.Wall.TotalSeconds)).ToString(),
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
        Spread.Of(ours.Zip(sdk, (mine, theirs) => mine.Step / theirs.Step)).ToString(),
        Spread.Of(ours.Zip(sdk, (mine, theirs) => mine.Task / theirs.Task)).ToString(),
        Spread.Of(ours.Zip(sdk, (mine, theirs) => mine.StepProcessor / theirs.StepProcessor)).ToString(),
        (ours.Max(lap => lap.Sent.Bytes) / (double)sdk.Max(lap => lap.Sent.Bytes)).ToString("0.000", CultureInfo.InvariantCulture),
        $"{sdk.Max(lap => lap.Sent.Requests)} → {ours.Max(lap => lap.Sent.Requests)}",
    ];
}
