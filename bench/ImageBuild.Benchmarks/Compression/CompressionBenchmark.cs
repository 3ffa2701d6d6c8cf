using System.Globalization;
using System.IO.Compression;
using ImageBuild.Benchmarks.BaseOs;
using ImageBuild.Benchmarks.Harness;
using ImageBuild.Benchmarks.Payloads;
using ImageBuild.Compression;

namespace ImageBuild.Benchmarks.Compression;

/// <summary>What encoders, their levels and threads cost and bring.</summary>
internal static class CompressionBenchmark
{
    private const int DefaultRounds = 5;
    private static readonly int[] SharpZipLevels = [4, 5, 6];
    private static readonly CompressionLevel[] RuntimeLevels = [CompressionLevel.Optimal, CompressionLevel.Fastest];

    public static async Task RunAsync(BenchmarkOptions options)
    {
        Payload[] payloads =
        [
            new("packages of the heavy application", await PackagesPayload.TarAsync()),
            new("Debian 13 base layer", await BaseBenchmark.TarAsync()),
            new("Microsoft.NETCore.App (runtime pack)", await RuntimePackPayload.TarAsync()),
        ];
        var report = new Report("compression", "Compression");
        report.Paragraph("One thread: blocks one after the other. All processors: the engine's pipeline. Every way also hashes the tar once, as building an image does.");
        foreach (var payload in payloads)
        {
            Measure(report, payload, options.Rounds ?? DefaultRounds);
            report.Paragraph(await Readers.CheckAsync(payload.Tar, [.. Recipes()]));
        }

        report.Save();
    }

    private static IEnumerable<CompressionRecipe> Recipes() =>
        from format in new[] { CompressionFormat.Gzip, CompressionFormat.Zstd }
        from effort in Enum.GetValues<CompressionEffort>()
        select new CompressionRecipe(format, effort);

    private static void Measure(Report report, Payload payload, int rounds)
    {
        Console.Error.WriteLine($"compression: {payload.Name}");
        var tar = payload.Tar;
        var standings = Race.Run(
            rounds,
            [
                .. RuntimeLevels.Select(level => Encoders.Runtime(tar, level)),
                .. SharpZipLevels.Select(level => Encoders.SharpZip(tar, level)),
                .. Recipes().SelectMany(recipe => new[] { Encoders.OneThread(tar, recipe), Encoders.Engine(tar, recipe) }),
            ],
            warmUp: false);

        // The least time is the one that other programs disturbed least.
        var table = new MarkdownTable("encoder", "least processor s", "÷ first", "MB a processor second", "median of ratios", "size", "size ÷ first");
        foreach (var standing in standings)
            table.Add(
                standing.Name,
                Text(standing.Processor.Min, "0.00"),
                Text(standing.Processor.Min / standings[0].Processor.Min, "0.00"),
                Text(tar.Length / 1e6 / standing.Processor.Min, "0"),
                standing.ProcessorRatio.ToString(),
                Size.MB(standing.Bytes),
                Text(standing.Bytes / (double)standings[0].Bytes, "0.000"));
        report.Heading($"{payload.Name}: {Size.MB(tar.Length)} of tar").Table(table);
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
