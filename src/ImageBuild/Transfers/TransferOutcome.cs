using ImageBuild.Diagnostics;

namespace ImageBuild.Transfers;

/// <summary>What became of one destination: a result or an error, never both.</summary>
/// <param name="Destination">Where it went.</param>
/// <param name="Result">What was done there; null where it failed.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
public sealed record TransferOutcome(ImageLocation Destination, TransferResult? Result, ImageBuildException? Error);
