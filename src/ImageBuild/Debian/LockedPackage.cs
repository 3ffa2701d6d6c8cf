using ImageBuild.Content;

namespace ImageBuild.Debian;

/// <summary>A package that was chosen, named by the hash of its file.</summary>
/// <param name="Name">"libc6".</param>
/// <param name="Version">"2.41-12".</param>
/// <param name="Architecture">"amd64" or "all".</param>
/// <param name="Sha256">The digest of the .deb.</param>
/// <param name="Size">The length of the .deb in bytes.</param>
/// <param name="Suite">The suite it was found in, one of the lock's sources.</param>
/// <param name="Path">Where it is in an archive that serves the suite: "pool/main/…".</param>
public sealed record LockedPackage(string Name, string Version, string Architecture, Digest Sha256, long Size, string Suite, string Path)
{
    /// <summary>Why it was chosen, for people: "libldap2 needs libsasl2-2 (>= 2.1.28)".</summary>
    public string Reason { get; init; } = "";

    /// <summary>"libc6 2.41-12".</summary>
    public override string ToString() => $"{Name} {Version}";

    internal static LockedPackage Of(ChosenPackage chosen) => new(
        chosen.Package.Name,
        chosen.Package.Version.Text,
        chosen.Package.Architecture,
        chosen.Package.Digest,
        chosen.Package.Size,
        chosen.Package.Suite,
        chosen.Package.Path)
    {
        Reason = chosen.Reason,
    };
}
