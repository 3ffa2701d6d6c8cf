namespace ImageBuild.Images;

/// <summary>One line of an image's history, in the order of the layers.</summary>
/// <param name="CreatedBy">What made the layer.</param>
/// <param name="Created">When, in UTC; null where unknown.</param>
/// <param name="EmptyLayer">The line has no layer.</param>
/// <param name="Comment">Free text.</param>
/// <param name="Author">Who made it; null where unknown.</param>
public sealed record HistoryEntry(
    string? CreatedBy, DateTimeOffset? Created = null, bool EmptyLayer = false, string? Comment = null, string? Author = null);
