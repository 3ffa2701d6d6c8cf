namespace ImageBuild.Benchmarks.Harness;

/// <summary>One way of doing a job.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Run">Does the job once; returns the number of bytes that came out.</param>
internal sealed record Contestant(string Name, Func<long> Run);
