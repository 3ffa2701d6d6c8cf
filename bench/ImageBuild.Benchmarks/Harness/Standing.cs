namespace ImageBuild.Benchmarks.Harness;

/// <summary>All laps of one contestant, and how they compare with the first contestant's lap of the same round.</summary>
internal sealed record Standing(string Name, IReadOnlyList<Lap> Laps, IReadOnlyList<Lap> Reference)
{
    public Spread Wall => Spread.Of(Laps.Select(lap => lap.Wall));

    public Spread Processor => Spread.Of(Laps.Select(lap => lap.Processor));

    /// <summary>Clock time as a multiple of the first contestant's, pair by pair.</summary>
    public Spread WallRatio => Spread.Of(Laps.Zip(Reference, (lap, reference) => lap.Wall / reference.Wall));

    /// <summary>Processor time as a multiple of the first contestant's, pair by pair.</summary>
    public Spread ProcessorRatio => Spread.Of(Laps.Zip(Reference, (lap, reference) => lap.Processor / reference.Processor));

    /// <summary>The same in every lap, or the largest.</summary>
    public long Bytes => Laps.Max(lap => lap.Bytes);
}
