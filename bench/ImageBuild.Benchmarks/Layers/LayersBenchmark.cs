using System.Globalization;
using ImageBuild.Benchmarks.Harness;
using ImageBuild.Layers;

namespace ImageBuild.Benchmarks.Layers;

/// <summary>Ways to cut twelve services into layers, compared by what a registry holds and what is sent when something changes.</summary>
internal static class LayersBenchmark
{
    public static async Task RunAsync(BenchmarkOptions options)
    {
        using var folder = new TemporaryFolder(options.KeepFiles);
        var services = await Fleet.PublishAsync(folder);
        var sizes = new LayerSizes(services);
        var registry = new MarkdownTable(
            "strategy", "layers an image (most)", "registry MB", "new code kB", "shared package MB", "package of 2 to 5 MB", "package of 1 MB", "any package MB", "month's patches MB",
            "new service MB", "package added kB", "layers replaced");
        var machine = new MarkdownTable("strategy", "whole fleet MB", "one package changed MB");
        foreach (var strategy in Strategies.All)
        {
            Console.Error.WriteLine($"  {strategy.Name}");
            var study = new FleetStudy(strategy, sizes, services);
            var addition = study.Addition();
            registry.Add(
                strategy.Name,
                $"{Text(study.LayerCounts.Average(), "0.0")} ({study.LayerCounts.Max()})",
                MB(study.Stored.Sum(layer => layer.Size), "0.0"),
                Text(study.CodeChange() / 1e3, "0"),
                MB(study.Bump(services.Count / 2, services.Count)),
                MB(study.Bump(2, services.Count / 2 - 1)),
                MB(study.Bump(1, 1)),
                MB(study.Bump(1, services.Count)),
                MB(study.Patch()),
                MB(study.NewService()),
                Text(addition.Bytes / 1e3, "0"),
                Text(addition.Replaced, "0.0"));
            machine.Add(strategy.Name, MB(study.PullFleet(), "0.0"), MB(study.PullBump()));
        }

        new Report("layers", "Layers that services share")
            .Paragraph($"{services.Count} services, {Packages(services)} packages with what they need, {Versions(services)} with their versions. "
                + "Applications only: the operating system and the runtime are layers that all strategies share.")
            .Table(registry)
            .Paragraph("Bytes that a machine pulls that finds a layer by all that lie below it:")
            .Table(machine)
            .Paragraph(await CheckAsync(new FleetStudy(Strategy.Shipped(LayerPlan.DefaultBudget), sizes, services)))
            .Save();
    }

    /// <summary>How far the sum over files is from layers that were really packed.</summary>
    private static async Task<string> CheckAsync(FleetStudy study)
    {
        long packed = 0;
        foreach (var layer in study.Stored)
            packed += await LayerSizes.PackAsync(layer.Plan);
        return $"Sizes are sums over files packed one by one. Packed for real, the layers as shipped are {Size.MB(packed)}, by the sums {Size.MB(study.Stored.Sum(layer => layer.Size))}.";
    }

    private static int Packages(IEnumerable<Service> services) =>
        services.SelectMany(service => service.Packages).Select(package => package.Id).Distinct(StringComparer.OrdinalIgnoreCase).Count();

    private static int Versions(IEnumerable<Service> services) => services.SelectMany(service => service.Packages).Distinct().Count();

    private static string MB(double bytes, string format = "0.00") => Text(bytes / 1e6, format);

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
