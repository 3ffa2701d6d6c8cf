using ImageBuild.Diagnostics;

namespace ImageBuild.Registries;

/// <summary>What became of one plan of a batch: a result or an error, never both.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Result">What it did; null where it failed.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
public sealed record PushOutcome(PushPlan Plan, PushResult? Result, ImageBuildException? Error);
