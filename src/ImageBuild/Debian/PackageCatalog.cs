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
        ?? _byVirtualName[relation.Name].Where(package => package.Satisfies(relation))
            .GroupBy(package => package.Name, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(Newest)
            .FirstOrDefault();

    /// <summary>The versions there are of a package, as written.</summary>
    public IReadOnlyList<string> Versions(string name) => [.. _byName[name].Select(package => package.Version.Text).Distinct(StringComparer.Ordinal)];

    private static BinaryPackage? Newest(IEnumerable<BinaryPackage> packages) =>
        packages.Aggregate((BinaryPackage?)null, (best, next) => best is null || next.Version.CompareTo(best.Version) > 0 ? next : best);
}
