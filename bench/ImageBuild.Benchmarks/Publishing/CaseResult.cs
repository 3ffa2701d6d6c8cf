using ImageBuild.Benchmarks.Harness;

namespace ImageBuild.Benchmarks.Publishing;

/// <summary>The laps of both contenders in one case.</summary>
internal sealed record CaseResult(Workload Workload, PublishCase Case, IReadOnlyList<PublishLap> Sdk, IReadOnlyList<PublishLap> Ours)
{
    /// <summary>What the registry holds of the images, without the base, in bytes; null where it was not asked.</summary>
    public (long Sdk, long Ours)? Stored { get; init; }

    /// <summary>What is compared, as the median or the largest of the laps; the smaller, the better.</summary>
    public IEnumerable<Comparison> Comparisons =>
    [
        Compare("image step", "0.00 s", laps => Median(laps, lap => lap.Step)),
        Compare("processor time", "0.00 s", laps => Median(laps, lap => lap.StepProcessor)),
        Compare("peak memory", "0 MB", laps => Median(laps, lap => lap.Image.PeakMemory / 1e6)),
        Compare("bytes sent", "0.000 MB", laps => laps.Max(lap => lap.Sent.Bytes) / 1e6),
        Compare("requests", "0", laps => laps.Max(lap => lap.Sent.Requests)),
        .. Stored is { } stored ? [new Comparison("stored", "0.0 MB", stored.Sdk / 1e6, stored.Ours / 1e6)] : Array.Empty<Comparison>(),
    ];

    private Comparison Compare(string measure, string format, Func<IReadOnlyList<PublishLap>, double> value) => new(measure, format, value(Sdk), value(Ours));

    private static double Median(IEnumerable<PublishLap> laps, Func<PublishLap, double> value) => Spread.Of(laps.Select(value)).Median;
}
