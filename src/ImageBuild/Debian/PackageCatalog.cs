namespace ImageBuild.Debian;

/// <summary>All packages of all suites, by name and by what they stand for.</summary>
internal sealed class PackageCatalog
{
    private readonly ILookup<string, BinaryPackage> _byName;
    private readonly ILookup<string, BinaryPackage> _byVirtualName;

    /// <summary>Arranges the packages.</summary>
    /// <param name="packages">In the order of the suites: of two equal versions the earlier one is taken.</param>
    /// <exception cref="FormatException">A Provides field cannot be understood.</exception>
    public PackageCatalog(IReadOnlyList<BinaryPackage> packages)
    {
        _byName = packages.ToLookup(package => package.Name, StringComparer.Ordinal);
        _byVirtualName = packages.SelectMany(package => package.Provides.Select(virtualPackage => (virtualPackage.Name, Package: package)))
            .ToLookup(pair => pair.Name, pair => pair.Package, StringComparer.Ordinal);
    }

    /// <summary>The package a relation is best satisfied by: the newest of that name, else the best that provides it.</summary>
    /// <remarks>Among providers the name decides, in ordinal order: any rule will do that always gives the same answer.</remarks>
    /// <returns>Null where nothing satisfies it.</returns>
    public BinaryPackage? Best(PackageRelation relation) =>
        Newest(_byName[relation.Name].Where(package => relation.Allows(package.Version)))
        ?? _byVirtualName[relation.Name].Where(package => Satisfies(package, relation))
            .GroupBy(package => package.Name, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(Newest)
            .FirstOrDefault();

    /// <summary>Whether a package satisfies a relation, under its own name or as a virtual package.</summary>
    /// <remarks>Policy 7.5: a bound on the version is met only by a Provides that states a version.</remarks>
    public static bool Satisfies(BinaryPackage package, PackageRelation relation) =>
        (package.Name == relation.Name && relation.Allows(package.Version))
        || package.Provides.Any(provided => provided.Name == relation.Name
            && (relation.Version is null || (provided.Version is not null && relation.Allows(provided.Version))));

    /// <summary>Whether any version of a package has this name, or provides it.</summary>
    public bool Knows(string name) => _byName.Contains(name) || _byVirtualName.Contains(name);

    private static BinaryPackage? Newest(IEnumerable<BinaryPackage> packages) =>
        packages.Aggregate((BinaryPackage?)null, (best, next) => best is null || next.Version.CompareTo(best.Version) > 0 ? next : best);
}
