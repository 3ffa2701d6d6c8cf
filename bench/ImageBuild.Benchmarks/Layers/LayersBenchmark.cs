using System.Globalization;
using ImageBuild.Benchmarks.Harness;
using ImageBuild.Benchmarks.Publishing;
using ImageBuild.Layers;

namespace ImageBuild.Benchmarks.Layers;

/// <summary>Ways to cut the services of a solution into layers, compared by what a registry holds and what is sent when something changes.</summary>
internal static class LayersBenchmark
{
    public static async Task RunAsync(BenchmarkOptions options)
    {
        if (Workload.Chosen(options).FirstOrDefault(workload => workload.IsSolution) is not { } solution)
        {
            Console.Error.WriteLine("layers: none of the workloads is a solution.");
            return;
        }

        using var folder = new TemporaryFolder(options.KeepFiles);
        var services = await Fleet.PublishAsync(solution.Folder, folder);
        var many = services.Count / 2;
        var sizes = new LayerSizes(services);
        var registry = new MarkdownTable(
            "strategy", "layers an image (most)", "registry MB", "new code kB", $"package of {many} and more MB", $"of 2 to {many - 1} MB", "of 1 MB", "any package MB",
            "month's patches MB", "new service MB", "package added kB", "layers replaced");
        var machine = new MarkdownTable("strategy", "whole fleet MB", "one package changed MB");
        Console.Error.WriteLine($"comparing {Strategies.All.Count} strategies");
        foreach (var (push, pull) in Strategies.All.AsParallel().AsOrdered().Select(strategy => Rows(strategy.Name, new FleetStudy(strategy, sizes, services), services.Count, many)))
        {
            registry.Add(push);
            machine.Add(pull);
        }

        new Report("layers", "Layers that services share")
            .Paragraph("The columns from *new code* on are bytes that are sent: after a change of one service's code; after a new version of a package that so many "
                + "services have, in all of them, mean over the packages; after a month's patches of .NET, every package of Microsoft's with the framework's version; for a service "
                + "that the registry does not know; and when one service adds a package that others have, with how many of its own layers that replaces. The other "
                + "services keep their layers in all strategies, because a plan sees one service alone.")
            .Paragraph($"{services.Count} services, {Packages(services)} packages with what they need, {Versions(services)} with their versions. "
                + "Applications only: the operating system and the runtime are layers that all strategies share.")
            .Table(registry)
            .Paragraph("Bytes that a machine pulls that finds a layer by all that lie below it:")
            .Table(machine)
            .Paragraph(await CheckAsync(new FleetStudy(Strategy.Shipped(LayerPlan.DefaultBudget), sizes, services)))
            .Save();
    }

    private static (string[] Push, string[] Pull) Rows(string name, FleetStudy study, int services, int many)
    {
        var addition = study.Addition();
        return (
            [
                name,
                $"{Text(study.LayerCounts.Average(), "0.0")} ({study.LayerCounts.Max()})",
                MB(study.Stored.Sum(layer => layer.Size), "0.0"),
                Text(study.CodeChange() / 1e3, "0"),
                MB(study.Bump(many, services)),
                MB(study.Bump(2, many - 1)),
                MB(study.Bump(1, 1)),
                MB(study.Bump(1, services)),
                MB(study.Patch()),
                MB(study.NewService()),
                Text(addition.Bytes / 1e3, "0"),
                Text(addition.Replaced, "0.0"),
            ],
            [name, MB(study.PullFleet(), "0.0"), MB(study.PullBump())]);
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
