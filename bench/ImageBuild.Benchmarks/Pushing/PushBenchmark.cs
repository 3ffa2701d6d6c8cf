using System.Diagnostics;
using System.Globalization;
using ImageBuild.Benchmarks.Harness;
using ImageBuild.Benchmarks.Publishing;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Registries;

namespace ImageBuild.Benchmarks.Pushing;

/// <summary>A cold push beside skopeo's: same layout, same registry, in turn, each to a repository of its own in an empty store.</summary>
internal static class PushBenchmark
{
    private const int DefaultRounds = 7;
    private const int LayerSize = 50_000_000;
    private const int LayerCount = 4;

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var rounds = options.Rounds ?? DefaultRounds;
        using var folder = new TemporaryFolder(options.KeepFiles);
        var image = await NoiseLayout.WriteAsync(folder["layout"], seed: 1, Enumerable.Repeat(LayerSize, LayerCount).ToArray());
        var source = $"oci:{folder["layout"]}:{NoiseLayout.Tag}";

        Contender[] contenders =
        [
            new("skopeo copy", host => RunAsync("skopeo", "copy", "--preserve-digests", "--dest-tls-verify=false", source, $"docker://{host}/noise:v1")),
            new("imagebuild push", host => RunAsync("dotnet", Tool, "push", source, $"{host}/noise:v1")),
            new("the engine alone", host => PushAsync(image, host)),
        ];
        for (var round = -1; round < rounds; round++)
        {
            foreach (var contender in contenders)
            {
                var lap = await LapAsync(contender, options.KeepFiles);
                if (round >= 0)
                    contender.Laps.Add(lap);
            }

            Console.Error.WriteLine(round < 0 ? "  warmed up" : $"  round {round + 1} of {rounds}");
        }

        var table = new MarkdownTable("contender", "wall s", "MB/s", "throughput ÷ skopeo's");
        foreach (var contender in contenders)
        {
            table.Add(
                contender.Name,
                Spread.Of(contender.Laps).ToString(),
                (LayerCount * LayerSize / 1e6 / Spread.Of(contender.Laps).Median).ToString("0", CultureInfo.InvariantCulture),
                Spread.Of(contender.Laps.Zip(contenders[0].Laps, (mine, theirs) => theirs / mine)).ToString());
        }

        new Report("push", $"A cold push of {LayerCount} layers of {Size.MB(LayerSize)} of noise to docker-registry on loopback")
            .Paragraph("Each lap pushes to a registry of its own with an empty store, which is not part of the time; starting the program is.")
            .Table(table)
            .Save();
    }

    /// <summary>The tool as the Pack target built it.</summary>
    private static string Tool => Path.Combine(Surroundings.RepositoryRoot, "src", "ImageBuild.Tool", "bin", "Release", "net10.0", "ImageBuild.Tool.dll");

    private static async Task<double> LapAsync(Contender contender, bool keepFiles)
    {
        using var folder = new TemporaryFolder(keepFiles);
        await using var registry = await LocalRegistry.StartAsync(folder);
        var clock = Stopwatch.GetTimestamp();
        await contender.PushAsync(registry.Host);
        return Stopwatch.GetElapsedTime(clock).TotalSeconds;
    }

    private static Task RunAsync(string file, params string[] arguments) => new Command(file, arguments).RunAsync();

    private static async Task PushAsync(Image image, string host)
    {
        using var client = new RegistryClient(host, RegistryOptions.Default, credentials: null, NullBuildLog.Instance);
        await new Pusher(client).PushAsync(PushPlan.For(image, host, "noise", ["v1"]), CancellationToken.None);
    }

    private sealed record Contender(string Name, Func<string, Task> PushAsync)
    {
        public List<double> Laps { get; } = [];
    }
}
