using System.Globalization;
using System.IO.Compression;
using ImageBuild.Benchmarks.Harness;
using ImageBuild.Benchmarks.Payloads;
using ImageBuild.Compression;

namespace ImageBuild.Benchmarks.Compression;

/// <summary>What levels, block sizes and threads cost and bring.</summary>
internal static class CompressionBenchmark
{
    private const int DefaultRounds = 3;
    private static readonly int[] Levels = [4, 5, 6, 9];
    private static readonly int[] BlockSizes = [128 * 1024, 256 * 1024, 1024 * 1024];

    public static async Task RunAsync(BenchmarkOptions options)
    {
        Payload[] payloads =
        [
            new("Microsoft.NETCore.App (runtime pack)", await RuntimePackPayload.TarAsync()),
            new("packages of the heavy application", await PackagesPayload.TarAsync()),
        ];
        var report = new Report("compression", "Compression");
        report.Paragraph("One thread: blocks one after the other. All processors: the engine's pipeline. Every way also hashes the tar once, as building an image does.");
        foreach (var payload in payloads)
        {
            Measure(report, payload, options.Rounds ?? DefaultRounds);
            CompareBlockSizes(report, payload);
            report.Paragraph(await Readers.CheckAsync(payload.Tar, [.. Recipes()]));
        }

        report.Save();
    }

    private static IEnumerable<CompressionRecipe> Recipes() =>
        [.. Levels.Select(level => new CompressionRecipe(CompressionFormat.Gzip, level)), new(CompressionFormat.Zstd, 3), new(CompressionFormat.Zstd, 9)];

    private static void Measure(Report report, Payload payload, int rounds)
    {
        Console.Error.WriteLine($"compression: {payload.Name}");
        var tar = payload.Tar;
        var standings = Race.Run(
            rounds,
            [
                Encoders.Runtime(tar, CompressionLevel.Optimal),
                Encoders.Runtime(tar, CompressionLevel.Fastest),
                .. Recipes().SelectMany(recipe => new[] { Encoders.OneThread(tar, recipe), Encoders.Engine(tar, recipe) }),
            ],
            warmUp: false);

        var table = new MarkdownTable("encoder", "s", "processor s", "time ÷ first", "processor ÷ first", "MB/s", "size", "size ÷ first");
        foreach (var standing in standings)
            table.Add(
                standing.Name,
                standing.Wall.ToString(),
                standing.Processor.ToString(),
                standing.WallRatio.ToString(),
                standing.ProcessorRatio.ToString(),
                (tar.Length / 1e6 / standing.Wall.Median).ToString("0", CultureInfo.InvariantCulture),
                Size.MB(standing.Bytes),
                Ratio(standing.Bytes, standings[0].Bytes));
        report.Heading($"{payload.Name}: {Size.MB(tar.Length)} of tar").Table(table);
    }

    private static void CompareBlockSizes(Report report, Payload payload)
    {
        Console.Error.WriteLine("  block sizes");
        var table = new MarkdownTable(["gzip level", .. BlockSizes.Select(size => $"{size / 1024} KiB"), "one block"]);
        foreach (var level in Levels)
        {
            var whole = Encoders.SizeInBlocks(payload.Tar, level, payload.Tar.Length);
            table.Add([
                level.ToString(CultureInfo.InvariantCulture),
                .. BlockSizes.Select(size => Encoders.SizeInBlocks(payload.Tar, level, size)).Select(bytes => $"{Size.MB(bytes)} ({(bytes / (double)whole - 1).ToString("+0.00%", CultureInfo.InvariantCulture)})"),
                Size.MB(whole),
            ]);
        }

        report.Paragraph("Size by block size; in brackets what independent blocks cost against one block of everything:").Table(table);
    }

    private static string Ratio(long bytes, long reference) => (bytes / (double)reference).ToString("0.000", CultureInfo.InvariantCulture);
}
