namespace ImageBuild.Benchmarks.Publishing;

/// <summary>Something to publish.</summary>
/// <param name="Id">Tells it from the others in repository and folder names.</param>
/// <param name="Folder">Where it lies below workloads/.</param>
/// <param name="Title">For the report.</param>
/// <param name="Rounds">How many rounds count unless the command line says.</param>
/// <param name="Cases">In this order: each leaves behind what the next one starts from.</param>
internal sealed record Workload(string Id, string Folder, string Title, int Rounds, IReadOnlyList<PublishCase> Cases)
{
    /// <summary>The platform it is published for; null where the command does not say.</summary>
    public string? RuntimeIdentifier { get; init; } = Surroundings.RuntimeIdentifier;

    /// <summary>Both contenders pull the base image from the registry; otherwise ImageBuild assembles it, as it does by default.</summary>
    public bool PullsBase { get; init; }

    /// <summary>A solution of several services, each with a repository of its own.</summary>
    public bool IsSolution { get; init; }

    /// <summary>Those that were asked for, each with the cases that were asked for; one that has none of them is left out.</summary>
    public static IReadOnlyList<Workload> Chosen(BenchmarkOptions options) =>
    [
        .. All
            .Where(workload => options.Workloads.Count == 0 || options.Workloads.Contains(workload.Id))
            .Select(workload => workload with { Cases = [.. workload.Cases.Where(situation => options.Cases.Count == 0 || options.Cases.Contains(situation.Name))] })
            .Where(workload => workload.Cases.Count > 0),
    ];

    public static IReadOnlyList<Workload> All { get; } =
    [
        new("small", "Small", "Small web API: one package reference", 5, [PublishCase.FirstImage, PublishCase.NoChange, PublishCase.OneLine, PublishCase.FreshMachine]),
        new(
            "heavy",
            "Heavy",
            "Heavy application: 35 package references",
            4,
            [
                PublishCase.FirstImage, PublishCase.NoChange, PublishCase.OneLine, PublishCase.PackageBump, PublishCase.FreshMachine,
                PublishCase.FreshMachineAssembling, PublishCase.FirstImageZstd,
            ]),
        new("portable", "Heavy", "Heavy application, published without naming a platform", 2, [PublishCase.FirstImage, PublishCase.NoChange]) { RuntimeIdentifier = null },
        new("fleet", "Fleet", "Solution of twelve services, one after the other", 2, [PublishCase.FirstImage, PublishCase.NoChange, PublishCase.OneLine, PublishCase.FreshMachine])
        {
            PullsBase = true,
            IsSolution = true,
        },
        new("eight", "Eight", "Solution of eight services that name one version of each package", 2, [PublishCase.FirstImage, PublishCase.PackageBump])
        {
            PullsBase = true,
            IsSolution = true,
        },
    ];
}
