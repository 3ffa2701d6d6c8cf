using System.Diagnostics;

namespace ImageBuild.Benchmarks.Harness;

/// <summary>Runs contestants in turn: A B C, A B C, … so that a slow minute of the machine hits all of them.</summary>
internal static class Race
{
    /// <summary>Ratios are taken against the first contestant.</summary>
    /// <param name="rounds">How many rounds count.</param>
    /// <param name="contestants">In the order in which they run.</param>
    /// <param name="warmUp">Runs one round before that does not count; not needed where a lap takes seconds.</param>
    public static IReadOnlyList<Standing> Run(int rounds, IReadOnlyList<Contestant> contestants, bool warmUp = true)
    {
        var laps = contestants.Select(_ => new List<Lap>()).ToList();
        for (var round = warmUp ? -1 : 0; round < rounds; round++)
        {
            for (var i = 0; i < contestants.Count; i++)
            {
                var lap = RunOnce(contestants[i]);
                if (round >= 0)
                    laps[i].Add(lap);
            }

            Console.Error.WriteLine(round < 0 ? "  warmed up" : $"  round {round + 1} of {rounds}");
        }

        return [.. contestants.Select((contestant, i) => new Standing(contestant.Name, laps[i], laps[0]))];
    }

    private static Lap RunOnce(Contestant contestant)
    {
        // What the one before left behind is not charged to this one.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var processor = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.GetTimestamp();
        var bytes = contestant.Run();
        var wall = Stopwatch.GetElapsedTime(clock);
        return new Lap(wall.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds, bytes);
    }
}
