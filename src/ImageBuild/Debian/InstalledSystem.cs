namespace ImageBuild.Debian;

/// <summary>What is installed before packages are added.</summary>
/// <param name="Distribution">The distribution.</param>
/// <param name="Packages">Its packages.</param>
internal sealed record InstalledSystem(Distribution Distribution, IReadOnlyList<PackageDescription> Packages);
