using ImageBuild.Layers;

namespace ImageBuild.Benchmarks.Layers;

/// <summary>What is compared.</summary>
internal static class Strategies
{
    private const int Default = LayerPlan.DefaultBudget;

    public static IReadOnlyList<Strategy> All { get; } =
    [
        new("one layer", service => [PlannedLayer.Of(LayerKind.App, "", service.Files.Select(file => file.Entry))]),
        Strategy.OfPackages("all packages together", Default, _ => _ => "", Mergings.OneRest),

        .. new[] { 6, 10, 20, Strategy.Unlimited }.Select(budget => Strategy.OfPackages("by package", budget, Groupings.ByPackage, Mergings.OneRest)),
        .. new[] { 6, 10, 15, 20, 30, Strategy.Unlimited }.Select(budget => Strategy.OfPackages("by family", budget, Groupings.ByFamily, Mergings.OneRest)),

        Strategy.OfPackages("by vendor", Default, Groupings.ByVendor, Mergings.OneRest),
        Strategy.OfPackages("by what needs it", Default, Groupings.ByDependent, Mergings.OneRest),
        Strategy.OfPackages("by family, alone from 64 kB, 2 hashed rests", Default, Groupings.ByFamily, Mergings.Threshold(64_000, 2)),
        Strategy.OfPackages("by family, alone from 64 kB, 4 hashed rests", Default, Groupings.ByFamily, Mergings.Threshold(64_000, 4)),
        Strategy.OfPackages("by family, 4 hashed rests", Default, Groupings.ByFamily, Mergings.HashedRest(4)),

        Strategy.OfPackages("large packages alone", Default, Groupings.ByFamilyUnless(1_000_000), Mergings.OneRest),
        Strategy.OfPackages("large packages alone, 4 hashed rests", Default, Groupings.ByFamilyUnless(1_000_000), Mergings.HashedRest(4)),
        Strategy.OfPackages("large packages alone, optimum of size × packages", Default, Groupings.ByFamilyUnless(1_000_000), Mergings.Optimum),

        .. new[] { 6, 10, 15, 20, 30, Strategy.Unlimited }.Select(Strategy.Shipped),
    ];
}
