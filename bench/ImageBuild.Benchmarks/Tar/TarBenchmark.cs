using System.Globalization;
using ImageBuild.Benchmarks.Harness;
using ImageBuild.Benchmarks.Payloads;
using ImageBuild.Tar;

namespace ImageBuild.Benchmarks.Tar;

/// <summary>Speed and size of tar writers, and whether their bytes can be made to depend on the files alone.</summary>
internal static class TarBenchmark
{
    private const int DefaultRounds = 9;

    /// <summary>One archive takes some milliseconds, less than a disturbed clock can tell apart.</summary>
    private const int ArchivesPerLap = 10;

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var entries = await RuntimePackPayload.EntriesAsync();
        var report = new Report("tar", "Tar writers");
        report.Paragraph($"Payload: the runtime pack of Microsoft.NETCore.App, {entries.Count} entries, {Size.MB(entries.Sum(entry => entry.Content?.Size ?? 0))}.");
        Measure(report, entries, options.Rounds ?? DefaultRounds);
        await CheckAsync(report);
        report.Save();
    }

    private static void Measure(Report report, IReadOnlyList<TarEntry> entries, int rounds)
    {
        Console.Error.WriteLine("tar: speed");
        var standings = Race.Run(rounds, [.. TarCandidates.All.Select(candidate => new Contestant(candidate.Name, () =>
        {
            using var output = new CountingStream();
            for (var i = 0; i < ArchivesPerLap; i++)
                candidate.WriteControlled(entries, output);
            return output.Length / ArchivesPerLap;
        }))]);

        var table = new MarkdownTable("writer", "ms an archive", "time ÷ ours", "processor ÷ ours", "bytes", "− ours");
        foreach (var standing in standings)
            table.Add(
                standing.Name,
                Spread.Of(standing.Laps.Select(lap => lap.Wall * 1000 / ArchivesPerLap)).ToString("0"),
                standing.WallRatio.ToString(),
                standing.ProcessorRatio.ToString(),
                standing.Bytes.ToString("N0", CultureInfo.InvariantCulture),
                (standing.Bytes - standings[0].Bytes).ToString("+#,0;-#,0;0", CultureInfo.InvariantCulture));
        report.Heading("Speed and size").Table(table);
    }

    private static async Task CheckAsync(Report report)
    {
        Console.Error.WriteLine("tar: facts");
        using var folder = new TemporaryFolder(keep: false);
        Fingerprints.CreateFiles(folder.Path);

        // Another process, another second, another time zone, and files of another age: nothing a layer may depend on.
        var first = await FingerprintAsync(folder.Path, "UTC");
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        foreach (var name in Fingerprints.Names)
            File.SetLastWriteTimeUtc(Path.Combine(folder.Path, name), DateTime.UtcNow.AddTicks(-123_456_789));
        var second = await FingerprintAsync(folder.Path, "Asia/Kathmandu");

        var table = new MarkdownTable("writer", "way", "process id", "times below 1 s", "owner names", "second headers", "same bytes elsewhere", "names refused");
        foreach (var candidate in TarCandidates.All)
        {
            foreach (var (way, write) in Fingerprints.Ways)
            {
                var facts = TarFacts.Of(Fingerprints.Archive(candidate, write, folder.Path));
                var accepted = Fingerprints.AcceptedBy(candidate).Count;
                var key = $"{candidate.Name}\t{way}";
                table.Add(
                    candidate.Name,
                    way,
                    Bad(facts.HasProcessId),
                    Bad(facts.HasFractionalTimes),
                    Bad(facts.HasOwnerNames),
                    $"{facts.ExtendedHeaders} of {accepted}",
                    first[key] == second[key] ? "yes" : "**no**",
                    accepted == Fingerprints.Names.Count ? "none" : $"**{Fingerprints.Names.Count - accepted}**");
            }
        }

        report.Heading("What the bytes depend on")
            .Paragraph("Four files: a short name, a name of 182 bytes that ustar can split, one of 144 bytes that it cannot, and one that is not ASCII. "
                + "\"All set\": every field is set that the interface lets us set. \"Defaults\": name and content alone. \"From disk\": the library makes the entry of a path. "
                + "\"Same bytes elsewhere\": a second process, more than a second later and in another time zone, after the files' times changed, wrote the same archive of the names it takes.")
            .Table(table);
    }

    private static string Bad(bool fact) => fact ? "**yes**" : "no";

    private static async Task<IReadOnlyDictionary<string, string>> FingerprintAsync(string folder, string timeZone)
    {
        var result = await new Command("dotnet", typeof(TarBenchmark).Assembly.Location, "tar-fingerprint", folder) { Environment = { ["TZ"] = timeZone } }.RunAsync();
        return result.Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(line => line[..line.LastIndexOf('\t')], line => line[(line.LastIndexOf('\t') + 1)..]);
    }
}
