using ImageBuild.Content;
using ImageBuild.Inspection.Verifying;
using static ImageBuild.Inspection.Rendering.TextLine;

namespace ImageBuild.Inspection.Rendering;

/// <summary>A verification as lines for people.</summary>
public static class VerificationText
{
    /// <summary>The lines: one for each finding, then the sum.</summary>
    public static IEnumerable<TextLine> Lines(Verification verification)
    {
        yield return new TextLine(Strong(verification.Source), Faint($"  {verification.Root?.Digest}"));
        foreach (var finding in verification.Findings)
            yield return new TextLine(new TextSpan(finding.Code.Id, TextStyle.Bad), $"  {(finding.Platform is { } platform ? $"{platform}: " : "")}{finding.Text}");
        var read = $"{verification.Blobs} blobs with {ByteSize.Text(verification.Bytes)} were read";
        yield return verification.IsRight
            ? new TextLine(new TextSpan("right", TextStyle.Good), $"  {read}; digests, sizes, diffIDs, configuration and media types are what they should be")
            : new TextLine(new TextSpan("wrong", TextStyle.Bad), $"  {verification.Findings.Count} {(verification.Findings.Count == 1 ? "finding" : "findings")}; {read}");
    }
}
