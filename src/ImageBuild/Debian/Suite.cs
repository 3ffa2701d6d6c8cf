namespace ImageBuild.Debian;

/// <summary>A suite of a distribution.</summary>
/// <param name="Name">The folder under <c>dists/</c>: "trixie-security".</param>
/// <param name="IsRequired">Whether there is no system without it. Mirrors without the others exist.</param>
/// <param name="IsSecurity">Whether it lives in the archive of security updates, which has an address of its own.</param>
internal sealed record Suite(string Name, bool IsRequired = false, bool IsSecurity = false);
