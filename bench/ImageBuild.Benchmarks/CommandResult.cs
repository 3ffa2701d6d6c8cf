namespace ImageBuild.Benchmarks;

/// <summary>What a program that ended well left behind.</summary>
/// <param name="Output">Its standard output.</param>
/// <param name="Wall">From start to end.</param>
/// <param name="Processor">Its processor time and that of the programs it waited for.</param>
/// <param name="PeakMemory">The most memory it held at once, in bytes; its own children not counted.</param>
internal sealed record CommandResult(string Output, TimeSpan Wall, TimeSpan Processor, long PeakMemory);
