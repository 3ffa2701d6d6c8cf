using ImageBuild.Inspection.Packages;

namespace ImageBuild.Inspection.Comparing;

/// <summary>A package that differs.</summary>
/// <param name="Type">Where it comes from.</param>
/// <param name="Name">The package.</param>
/// <param name="Before">The version there was; null for an added one.</param>
/// <param name="After">The version there is; null for a removed one.</param>
public sealed record PackageChange(PackageType Type, string Name, string? Before, string? After)
{
    /// <summary>"Serilog 4.2.0 → 4.3.0", "Dapper 2.1.86 added".</summary>
    public override string ToString() => (Before, After) switch
    {
        (null, _) => $"{Name} {After} added",
        (_, null) => $"{Name} {Before} removed",
        _ => $"{Name} {Before} → {After}",
    };

    /// <summary>Compares two sets of packages.</summary>
    internal static IReadOnlyList<PackageChange> Between(IEnumerable<PackageIdentity> before, IEnumerable<PackageIdentity> after)
    {
        var (olds, news) = (before.ToHashSet(), after.ToHashSet());
        var gone = olds.Except(news).ToLookup(package => (package.Type, package.Name));
        var come = news.Except(olds).ToLookup(package => (package.Type, package.Name));
        return
        [
            .. gone.Concat(come).Select(group => group.Key).Distinct()
                .SelectMany(key => Pairs(key, [.. gone[key].Select(Version)], [.. come[key].Select(Version)]))
                .OrderBy(change => change.Type)
                .ThenBy(change => change.Name, StringComparer.OrdinalIgnoreCase),
        ];

        static string Version(PackageIdentity package) => package.Version;
    }

    /// <summary>One version on each side is an update; with several nobody knows which became which.</summary>
    private static IEnumerable<PackageChange> Pairs((PackageType Type, string Name) key, IReadOnlyList<string> before, IReadOnlyList<string> after) =>
        before.Count == 1 && after.Count == 1
            ? [new PackageChange(key.Type, key.Name, before[0], after[0])]
            : before.Select(version => new PackageChange(key.Type, key.Name, version, null)).Concat(after.Select(version => new PackageChange(key.Type, key.Name, null, version)));
}
