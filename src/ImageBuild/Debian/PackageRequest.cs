namespace ImageBuild.Debian;

/// <summary>What a user says about packages of the operating system, whatever the base is.</summary>
public sealed record PackageRequest
{
    /// <summary>Nothing is said.</summary>
    public static PackageRequest None { get; } = new();

    /// <summary>The packages to add.</summary>
    public IReadOnlyList<WantedPackage> Packages { get; init; } = [];

    /// <summary>Where packages are fetched, before environment and machine configuration; empty for those.</summary>
    public IReadOnlyList<PackageSource> Sources { get; init; } = [];

    /// <summary>Keys that count beside those of the distribution, for sources that name none of their own; null for none.</summary>
    public ArchiveKeyring? Keys { get; init; }
}
