namespace ImageBuild.Benchmarks.Harness;

/// <summary>One run of one contestant.</summary>
/// <param name="Wall">Seconds on the clock.</param>
/// <param name="Processor">Seconds of all processors together; hardly disturbed by other programs.</param>
/// <param name="Bytes">What came out.</param>
internal readonly record struct Lap(double Wall, double Processor, long Bytes);
