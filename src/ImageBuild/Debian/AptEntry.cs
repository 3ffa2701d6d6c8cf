namespace ImageBuild.Debian;

/// <summary>One archive and one suite of apt's configuration, whichever of the two syntaxes it was written in.</summary>
/// <param name="Uri">The archive, as written.</param>
/// <param name="Suite">The suite: "bookworm-updates".</param>
/// <param name="Components">The components.</param>
/// <param name="SignedBy">The key ring named for it; empty for none.</param>
internal sealed record AptEntry(string Uri, string Suite, IReadOnlyList<string> Components, string SignedBy);
