namespace ImageBuild.Inspection.Packages;

/// <summary>A package that a database in the image names, and the files it says are the package's.</summary>
/// <param name="Package">The package.</param>
/// <param name="Paths">Relative to the root; what is not there or is a directory does not count.</param>
internal sealed record PackageClaim(PackageIdentity Package, IEnumerable<string> Paths)
{
    /// <summary>The licences, as the database words them; empty where the image does not tell.</summary>
    public IReadOnlyList<string> Licenses { get; init; } = [];
}
