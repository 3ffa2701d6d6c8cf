using System.Globalization;
using ImageBuild.Benchmarks.Harness;

namespace ImageBuild.Benchmarks.Publishing;

/// <summary>What a second platform costs: amd64 and arm64 beside amd64 alone, each time after one line was changed.</summary>
/// <remarks>The whole command counts, as whoever publishes for each platform compiles for each, too.</remarks>
internal static class PlatformsBenchmark
{
    private const int DefaultRounds = 5;

    private static readonly (string Name, string? Value)[] One = [("ContainerRuntimeIdentifier", "linux-x64")];

    /// <summary>Restore has to know the platforms, where they are published one by one.</summary>
    private static readonly (string Name, string? Value)[] Two = [("ContainerRuntimeIdentifiers", "linux-x64;linux-arm64"), ("RuntimeIdentifiers", "linux-x64;linux-arm64")];

    public static async Task RunAsync(BenchmarkOptions options)
    {
        using var folder = new TemporaryFolder(options.KeepFiles);
        var baseImage = await BaseImage.MakeAsync();
        await using var registry = await LocalRegistry.StartAsync(folder);
        await baseImage.PushForTwoPlatformsAsync(registry.Host);

        var table = new MarkdownTable("who", "one platform, s", "two platforms, s", "ratio", "one, processor s", "two, processor s", "processor ratio");
        var laps = new Dictionary<Contender, List<(CommandResult One, CommandResult Two)>> { [Contender.Sdk] = [], [Contender.ImageBuild] = [] };
        var projects = laps.Keys.ToDictionary(contender => contender, contender => (
            One: Project.Copy("Small", folder[$"{contender}-one"], contender, runtimeIdentifier: null),
            Two: Project.Copy("Small", folder[$"{contender}-two"], contender, runtimeIdentifier: null)));
        for (var round = -1; round < (options.Rounds ?? DefaultRounds); round++)
        {
            foreach (var (contender, list) in laps)
            {
                var lap = (
                    await PublishAsync(contender, projects[contender].One, One, registry.Host, folder),
                    await PublishAsync(contender, projects[contender].Two, Two, registry.Host, folder));
                if (round >= 0) // the first one restores and fills caches
                    list.Add(lap);
            }

            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  platforms: round {round + 1} of {options.Rounds ?? DefaultRounds}"));
        }

        foreach (var (contender, list) in laps)
        {
            table.Add(
                contender == Contender.Sdk ? "SDK" : "ImageBuild",
                Spread.Of(list.Select(lap => lap.One.Wall.TotalSeconds)).ToString(),
                Spread.Of(list.Select(lap => lap.Two.Wall.TotalSeconds)).ToString(),
                Spread.Of(list.Select(lap => lap.Two.Wall / lap.One.Wall)).ToString(),
                Spread.Of(list.Select(lap => lap.One.Processor.TotalSeconds)).ToString(),
                Spread.Of(list.Select(lap => lap.Two.Processor.TotalSeconds)).ToString(),
                Spread.Of(list.Select(lap => lap.Two.Processor / lap.One.Processor)).ToString());
        }

        new Report("platforms", "Two platforms beside one")
            .Paragraph("`workloads/Small`, one line changed before each publish, pushed to a registry on the same machine on a base that both pull. Ratios are those of neighbours.")
            .Table(table)
            .Save();
    }

    private static Task<CommandResult> PublishAsync(
        Contender contender, Project project, IEnumerable<(string Name, string? Value)> platforms, string registry, TemporaryFolder folder)
    {
        project.ChangeOneLine();
        return project.PublishAsync(
            [("DOTNET_CONTAINER_INSECURE_REGISTRIES", registry), ("XDG_CACHE_HOME", folder["caches"]), .. platforms],
            [
                contender == Contender.Sdk ? "-t:PublishContainer" : "-t:PublishImage", $"-p:ContainerRegistry={registry}", $"-p:ContainerRepository=platforms/{contender.ToString().ToLowerInvariant()}",
                $"-p:ContainerBaseImage={registry}/{BaseImage.Repository}:{BaseImage.Tag}",
            ]);
    }
}
