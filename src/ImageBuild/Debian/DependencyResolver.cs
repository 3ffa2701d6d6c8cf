using ImageBuild.Diagnostics;

namespace ImageBuild.Debian;

/// <summary>Chooses the packages that a list of wanted ones needs.</summary>
/// <remarks>
/// Not a general solver: the newest version of everything is taken and nothing is ever taken back, which suits one
/// consistent distribution. Where that leads to a contradiction the contradiction is reported. Recommends are never followed.
/// </remarks>
internal sealed class DependencyResolver
{
    private readonly PackageCatalog _catalog;
    private readonly SortedDictionary<string, PackageDescription> _present = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ChosenPackage> _chosen = new(StringComparer.Ordinal);
    private readonly Queue<BinaryPackage> _open = [];

    private DependencyResolver(PackageCatalog catalog, IEnumerable<PackageDescription> installed)
    {
        _catalog = catalog;
        foreach (var package in installed)
            _present[package.Name] = package;
    }

    /// <summary>Chooses the packages.</summary>
    /// <param name="catalog">What there is.</param>
    /// <param name="installed">What is there already and stays as it is.</param>
    /// <param name="roots">The packages wanted.</param>
    /// <param name="reason">Why they are wanted.</param>
    /// <returns>The packages to add, by name in ordinal order. The order of <paramref name="roots"/> makes no difference.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.PackageUnknown"/>, <see cref="ErrorCodes.DependencyUnsatisfied"/>, <see cref="ErrorCodes.PackagesConflict"/>.</exception>
    /// <exception cref="FormatException">A relationship in an index cannot be understood.</exception>
    public static IReadOnlyList<ChosenPackage> Resolve(
        PackageCatalog catalog, IEnumerable<PackageDescription> installed, IEnumerable<PackageRelation> roots, string reason) =>
        new DependencyResolver(catalog, installed).Run(roots, reason);

    private List<ChosenPackage> Run(IEnumerable<PackageRelation> roots, string reason)
    {
        // All wanted packages first: an alternative that is wanted anyway satisfies a dependency without another package.
        foreach (var root in roots.OrderBy(root => root.Name, StringComparer.Ordinal))
            ChooseRoot(root, reason);

        while (_open.TryDequeue(out var package))
        {
            foreach (var alternatives in package.Dependencies.Where(group => !OmittedDependency.Covers(package.Name, group)))
                Satisfy(package, alternatives);
        }

        foreach (var package in _present.Values)
            CheckExclusions(package);
        return [.. _chosen.Values];
    }

    private void ChooseRoot(PackageRelation root, string reason)
    {
        if (_present.Values.Any(present => present.Satisfies(root)))
            return;
        if (_present.TryGetValue(root.Name, out var other))
            throw ErrorCodes.DependencyUnsatisfied.Error($"{root} is wanted, but {other} is there already.");
        if (_catalog.Best(root) is { } best)
            Choose(best, reason);
        else if (_catalog.Versions(root.Name) is { Count: > 0 } versions)
            throw ErrorCodes.PackageUnknown.Error($"There is no {root} in the suites of the package sources, which have {string.Join(", ", versions)}.", "Leave out Version for the newest, or name a source that has the version.");
        else
            throw ErrorCodes.PackageUnknown.Error($"There is no package '{root.Name}' in the suites of the package sources.");
    }

    private void Choose(BinaryPackage package, string reason)
    {
        if (!_present.TryAdd(package.Name, package))
            return;
        _chosen.Add(package.Name, new ChosenPackage(package, reason));
        _open.Enqueue(package);
    }

    private void Satisfy(BinaryPackage package, IReadOnlyList<PackageRelation> alternatives)
    {
        if (alternatives.Any(relation => _present.Values.Any(present => present.Satisfies(relation))))
            return;
        var needed = string.Join(" | ", alternatives);
        var candidates = alternatives.Select(_catalog.Best).OfType<BinaryPackage>().Where(candidate => !_present.ContainsKey(candidate.Name)).ToList();

        // The first alternative is the one its maintainer prefers; one that cannot be beside what is there already is no alternative.
        if ((candidates.Find(GoesWithTheOthers) ?? candidates.FirstOrDefault()) is { } best)
        {
            Choose(best, $"{package.Name} needs {needed}");
            return;
        }

        var present = alternatives.Select(relation => _present.GetValueOrDefault(relation.Name)).FirstOrDefault(present => present is not null);
        if (present is null)
            throw ErrorCodes.DependencyUnsatisfied.Error($"{package} needs {needed}, which no package source has.");
        throw _chosen.ContainsKey(present.Name)
            ? ErrorCodes.DependencyUnsatisfied.Error($"{package} needs {needed}, but {present} is the version chosen.")
            : ErrorCodes.DependencyUnsatisfied.Error(
                $"{package} needs {needed}, but the base has {present}.", "Take a newer base image, or a package source as old as the base: packages of a base are never replaced.");
    }

    private bool GoesWithTheOthers(BinaryPackage candidate) =>
        !candidate.Exclusions.Any(relation => _present.Values.Any(present => present.Satisfies(relation)))
        && !_present.Values.Any(present => present.Exclusions.Any(candidate.Satisfies));

    private void CheckExclusions(PackageDescription package)
    {
        foreach (var relation in package.Exclusions)
        {
            // Policy 7.4: a package may exclude a virtual package it provides itself, meaning every other provider.
            // What a base is made of went together already, whatever its packages say.
            var other = _present.Values.FirstOrDefault(
                other => other.Name != package.Name && (_chosen.ContainsKey(other.Name) || _chosen.ContainsKey(package.Name)) && other.Satisfies(relation));
            if (other is not null)
                throw ErrorCodes.PackagesConflict.Error($"{package} cannot be beside {other} ({relation}).");
        }
    }
}
