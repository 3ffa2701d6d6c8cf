using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Inspection.Verifying;

/// <summary>Something wrong with an image.</summary>
/// <param name="Code">Which kind of wrong; each has a page.</param>
/// <param name="Platform">The image it is wrong with; null for the index.</param>
/// <param name="Text">What is wrong, in one sentence.</param>
public sealed record Finding(ErrorCode Code, Platform? Platform, string Text);

/// <summary>What a verification found.</summary>
/// <param name="Source">How the user wrote it.</param>
/// <param name="Root">What that leads to; null where not even that could be read.</param>
/// <param name="Blobs">How many different manifests, configurations and layers were read and hashed.</param>
/// <param name="Bytes">How many bytes those have.</param>
/// <param name="Findings">What is wrong; empty where everything is right.</param>
public sealed record Verification(string Source, Descriptor? Root, int Blobs, long Bytes, IReadOnlyList<Finding> Findings)
{
    /// <summary>Whether everything is right.</summary>
    public bool IsRight => Findings.Count == 0;
}
