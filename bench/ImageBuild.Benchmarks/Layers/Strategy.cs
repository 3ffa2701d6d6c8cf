using ImageBuild.Layers;

namespace ImageBuild.Benchmarks.Layers;

/// <summary>A way to cut a service's files into layers.</summary>
/// <param name="Name">What the tables call it.</param>
/// <param name="Cut">The layers, lowest first.</param>
internal sealed record Strategy(string Name, Func<Service, IEnumerable<PlannedLayer>> Cut)
{
    /// <summary>More layers than any service needs.</summary>
    public const int Unlimited = 1000;

    /// <summary>Layers that the engine keeps for what is no package.</summary>
    private const int NotPackages = 4;

    /// <summary>What the engine does.</summary>
    public static Strategy Shipped(int budget) => new($"**as shipped**, {Limit(budget)}", service => LayerPlan.Create(service.Files, budget).Layers);

    /// <summary>Packages are put into groups, and groups are merged until there are few enough; the other layers are as shipped.</summary>
    /// <param name="name">What is special about it.</param>
    /// <param name="budget">Application layers altogether.</param>
    /// <param name="group">Which packages belong together.</param>
    /// <param name="merge">Gets the groups, largest first, and how many layers there may be; returns the groups of each layer, lowest first.</param>
    public static Strategy OfPackages(string name, int budget, Grouping group, Merging merge) => new($"{name}, {Limit(budget)}", service =>
    {
        var nameOf = group(service);
        var isPackage = service.Files.ToLookup(file => file.Origin is FileOrigin.Package);
        var groups = isPackage[true]
            .GroupBy(file => nameOf(((FileOrigin.Package)file.Origin).Id), StringComparer.OrdinalIgnoreCase)
            .Select(files => new PackageGroup(files.Key, [.. files]))
            .OrderByDescending(packages => packages.Size)
            .ThenBy(packages => packages.Name, StringComparer.OrdinalIgnoreCase)
            .ToList();
        var layers = merge(groups, budget - NotPackages);
        return layers.Select(merged => PlannedLayer.Of(LayerKind.Packages, "", merged.SelectMany(packages => packages.Entries)))
            .Concat(LayerPlan.Create(isPackage[false], budget).Layers);
    });

    private static string Limit(int budget) => budget == Unlimited ? "no limit" : $"{budget} layers";
}
