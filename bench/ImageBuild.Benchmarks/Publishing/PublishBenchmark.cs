using System.Globalization;
using ImageBuild.Benchmarks.Harness;

namespace ImageBuild.Benchmarks.Publishing;

/// <summary>PublishImage beside the SDK's PublishContainer: same project, same base layers, same registry, in turn.</summary>
internal static class PublishBenchmark
{
    public static async Task RunAsync(BenchmarkOptions options)
    {
        using var folder = new TemporaryFolder(options.KeepFiles);
        var baseImage = await BaseImage.MakeAsync();
        await using var registry = await LocalRegistry.StartAsync(folder);
        await using var proxy = await CountingProxy.StartAsync(registry.Host);
        await baseImage.PushAsync(proxy.Host, BaseImage.Repository);

        var site = new Site(folder, proxy, baseImage);
        var results = new List<CaseResult>();
        foreach (var workload in Workload.Chosen(options))
            results.AddRange(await MeasureAsync(workload, site, options.Rounds ?? workload.Rounds));

        var report = PublishReport.Of(results, await SdkVersionAsync());
        report.Save();
        if (options.IsDefault)
            report.SaveTo(Path.Combine(Surroundings.RepositoryRoot, "docs", "benchmarks.md"));
    }

    private static async Task<IReadOnlyList<CaseResult>> MeasureAsync(Workload workload, Site site, int rounds)
    {
        Console.Error.WriteLine($"publish: {workload.Title}");
        Entrant[] entrants = [.. new[] { Contender.Sdk, Contender.ImageBuild }.Select(contender => new Entrant(contender, workload, site))];
        foreach (var entrant in entrants)
        {
            // The first image of all restores, compiles and loads what later ones find in the page cache.
            await entrant.PrepareAsync();
            await entrant.StartAfreshAsync();
            await entrant.MakeImageAsync();
        }

        var results = new List<CaseResult>();
        foreach (var situation in workload.Cases)
        {
            for (var round = 0; round < rounds; round++)
            {
                foreach (var entrant in entrants)
                {
                    await situation.Arrange(entrant);
                    entrant.Laps.Add(await entrant.RunLapAsync());
                }

                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {situation.Name}: round {round + 1} of {rounds}"));
            }

            results.Add(new CaseResult(workload, situation, [.. entrants[0].Laps], [.. entrants[1].Laps])
            {
                Stored = workload.IsSolution ? (await entrants[0].StoredBytesAsync(), await entrants[1].StoredBytesAsync()) : null,
            });
            foreach (var entrant in entrants)
                entrant.Laps.Clear();
        }

        return results;
    }

    private static async Task<string> SdkVersionAsync() => (await new Command("dotnet", "--version") { WorkingDirectory = Surroundings.RepositoryRoot }.RunAsync()).Output.Trim();
}
