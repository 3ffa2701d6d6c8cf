using ImageBuild.Content;

namespace ImageBuild.Debian;

/// <summary>A suite as it was when packages were chosen from it. No address: any mirror can serve what the hashes name.</summary>
/// <param name="Suite">"trixie-security".</param>
/// <param name="Components">"main".</param>
/// <param name="InRelease">The digest of its signed release file.</param>
/// <param name="Date">When the archive wrote that file, UTC.</param>
public sealed record LockedSource(string Suite, IReadOnlyList<string> Components, Digest InRelease, DateTimeOffset Date);
