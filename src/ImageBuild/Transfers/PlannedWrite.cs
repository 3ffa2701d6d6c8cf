using ImageBuild.Layouts;

namespace ImageBuild.Transfers;

/// <summary>A destination on this machine.</summary>
/// <param name="Destination">Where the image is written.</param>
/// <param name="Names">What it will be called there.</param>
public sealed record PlannedWrite(ImageLocation Destination, IReadOnlyList<LayoutName> Names);
