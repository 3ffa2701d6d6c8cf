using ImageBuild.Registries;

namespace ImageBuild.Transfers;

/// <summary>A destination in a registry.</summary>
/// <param name="Destination">Where the image is pushed.</param>
/// <param name="Plan">How it gets there.</param>
public sealed record PlannedPush(ImageLocation.InRegistry Destination, PushPlan Plan);
