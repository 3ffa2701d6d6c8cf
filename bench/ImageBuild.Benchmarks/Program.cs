using ImageBuild.Benchmarks;
using ImageBuild.Benchmarks.BaseOs;
using ImageBuild.Benchmarks.Compression;
using ImageBuild.Benchmarks.Layers;
using ImageBuild.Benchmarks.Publishing;
using ImageBuild.Benchmarks.Pushing;
using ImageBuild.Benchmarks.Tar;

const string Usage = """
    usage: ImageBuild.Benchmarks [publish|platforms|push|layers|base|compression|tar|all] [--rounds N] [--workload ID] [--case NAME] [--keep]

      publish       PublishImage beside the SDK's PublishContainer, against a real registry (the default);
                    --workload small|heavy|portable|fleet|eight, also several times, measures only these
                    --case "one line changed", also several times, measures only these situations
      platforms     two platforms beside one, for PublishImage and PublishContainer
      push          a cold push of 200 MB beside skopeo's, against a real registry
      layers        ways to cut the services of a solution into layers, by what a registry holds and what a change sends;
                    --workload fleet|eight, fleet where nothing is said
      base          the base layer from a lock with warm packages: time, processor time, size, memory
      compression   gzip and zstd encoders, levels, block sizes, threads
      tar           tar writers: speed, size, and which of them give the same bytes everywhere
      all           everything
    """;

(string Name, Func<BenchmarkOptions, Task> RunAsync)[] benchmarks =
[
    ("publish", PublishBenchmark.RunAsync),
    ("platforms", PlatformsBenchmark.RunAsync),
    ("push", PushBenchmark.RunAsync),
    ("layers", LayersBenchmark.RunAsync),
    ("base", BaseBenchmark.RunAsync),
    ("compression", CompressionBenchmark.RunAsync),
    ("tar", TarBenchmark.RunAsync),
];

// Another process of this program, started by the tar benchmark to compare bytes.
if (args is ["tar-fingerprint", var folder])
{
    Fingerprints.Print(folder);
    return 0;
}

// Another process of this program, whose memory the base benchmark measures.
if (args is [BaseBenchmark.OnceArgument])
{
    await BaseBenchmark.RunOnceAsync();
    return 0;
}

var isNamed = args is [var first, ..] && !first.StartsWith('-');
var chosen = isNamed ? benchmarks.Where(benchmark => args[0] == "all" || args[0] == benchmark.Name).ToArray() : benchmarks[..1];
BenchmarkOptions options;
try
{
    options = BenchmarkOptions.Parse(isNamed ? args[1..] : args);
    if (chosen.Length == 0)
        throw new ArgumentException($"'{args[0]}' is not a benchmark.");
    if (Workload.Chosen(options).Count == 0)
        throw new ArgumentException("No workload has that name, or none of those named has such a case.");
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine($"{exception.Message}\n{Usage}");
    return 2;
}

foreach (var benchmark in chosen)
    await benchmark.RunAsync(options);
return 0;
