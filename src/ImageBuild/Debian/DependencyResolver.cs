using ImageBuild.Diagnostics;

namespace ImageBuild.Debian;

/// <summary>Chooses the packages that a list of wanted ones needs.</summary>
/// <remarks>
/// Not a general solver: the newest version of everything is taken and nothing is ever taken back, which suits one
/// consistent distribution. Where that leads to a contradiction the contradiction is reported.
/// </remarks>
internal sealed class DependencyResolver(PackageCatalog catalog)
{
    private readonly SortedDictionary<string, BinaryPackage> _chosen = new(StringComparer.Ordinal);
    private readonly Queue<BinaryPackage> _open = [];

    /// <summary>Chooses the packages.</summary>
    /// <param name="catalog">What there is.</param>
    /// <param name="roots">The packages wanted, by name.</param>
    /// <returns>The packages by name, in ordinal order. The order of <paramref name="roots"/> makes no difference.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.PackageUnknown"/>, <see cref="ErrorCodes.DependencyUnsatisfied"/>, <see cref="ErrorCodes.PackagesConflict"/>.</exception>
    /// <exception cref="FormatException">A relationship in an index cannot be understood.</exception>
    public static IReadOnlyList<BinaryPackage> Resolve(PackageCatalog catalog, IEnumerable<string> roots) => new DependencyResolver(catalog).Run(roots);

    private List<BinaryPackage> Run(IEnumerable<string> roots)
    {
        // All wanted packages first: an alternative that is wanted anyway satisfies a dependency without another package.
        foreach (var root in roots.Order(StringComparer.Ordinal))
        {
            Choose(catalog.Best(new PackageRelation(root, null, null))
                ?? throw ErrorCodes.PackageUnknown.Error($"There is no package '{root}' in the suites of the package sources."));
        }

        while (_open.TryDequeue(out var package))
        {
            foreach (var alternatives in package.Dependencies.Where(group => !OmittedDependency.Covers(package.Name, group)))
                Satisfy(package, alternatives);
        }

        foreach (var package in _chosen.Values)
            CheckExclusions(package);
        return [.. _chosen.Values];
    }

    private void Choose(BinaryPackage package)
    {
        if (_chosen.TryAdd(package.Name, package))
            _open.Enqueue(package);
    }

    private void Satisfy(BinaryPackage package, IReadOnlyList<PackageRelation> alternatives)
    {
        if (alternatives.Any(relation => _chosen.Values.Any(chosen => PackageCatalog.Satisfies(chosen, relation))))
            return;
        var best = alternatives.Select(catalog.Best).FirstOrDefault(candidate => candidate is not null && !_chosen.ContainsKey(candidate.Name));
        if (best is not null)
        {
            Choose(best);
            return;
        }

        var needed = string.Join(" | ", alternatives);
        var present = alternatives.Select(relation => _chosen.GetValueOrDefault(relation.Name)).FirstOrDefault(chosen => chosen is not null);
        throw ErrorCodes.DependencyUnsatisfied.Error(present is null
            ? $"{package.Name} {package.Version} needs {needed}, which no package source has."
            : $"{package.Name} {package.Version} needs {needed}, but {present.Name} {present.Version} is the version chosen.");
    }

    private void CheckExclusions(BinaryPackage package)
    {
        foreach (var relation in package.Exclusions)
        {
            // Policy 7.4: a package may exclude a virtual package it provides itself, meaning every other provider.
            if (_chosen.Values.FirstOrDefault(other => other.Name != package.Name && PackageCatalog.Satisfies(other, relation)) is { } other)
                throw ErrorCodes.PackagesConflict.Error($"{package.Name} {package.Version} cannot be beside {other.Name} {other.Version} ({relation}).");
        }
    }
}
