namespace ImageBuild.Debian;

/// <summary>What a suite offers for one architecture.</summary>
/// <param name="Source">What a lock remembers of it.</param>
/// <param name="Packages">Its packages, of all components asked for.</param>
internal sealed record SuiteIndex(LockedSource Source, IReadOnlyList<BinaryPackage> Packages);
