namespace ImageBuild.Inspection.Comparing;

/// <summary>An input of the build that explains differences.</summary>
/// <param name="Input">A constant word: "source-folder", "commit", "compiler", "version-pattern", "build-date", "source", "created", "file-times", "archive-form".</param>
/// <param name="Text">The input in a few words.</param>
/// <param name="Before">The input as it was; null where it has no value.</param>
/// <param name="After">The input as it is; null where it has no value.</param>
/// <param name="Files">The files it shows in, absolute; empty where it shows in the configuration alone.</param>
/// <param name="IsAll">Whether nothing else differs in those files.</param>
/// <param name="Remedy">What to do for equal bytes; null where the difference is what one wants.</param>
public sealed record Cause(string Input, string Text, string? Before, string? After, IReadOnlyList<string> Files, bool IsAll, string? Remedy);
