namespace ImageBuild.Inspection.Packages;

/// <summary>A package of an image.</summary>
/// <param name="Identity">The package.</param>
/// <param name="Licenses">As the image tells them: one SPDX expression, or the names of all licences in Debian's copyright file; empty where it does not.</param>
/// <param name="Size">Bytes of its files that a container sees, unpacked.</param>
/// <param name="FileCount">How many files those are.</param>
/// <param name="Layers">The layers they are in, by index.</param>
public sealed record InspectedPackage(PackageIdentity Identity, IReadOnlyList<string> Licenses, long Size, int FileCount, IReadOnlyList<int> Layers);

/// <summary>What a layer has of a package.</summary>
/// <param name="Identity">The package.</param>
/// <param name="Size">Bytes of its files in the layer, unpacked.</param>
/// <param name="FileCount">How many files those are.</param>
public sealed record PackageShare(PackageIdentity Identity, long Size, int FileCount);
