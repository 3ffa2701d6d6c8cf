using ImageBuild.Benchmarks;
using ImageBuild.Benchmarks.Compression;
using ImageBuild.Benchmarks.Layers;
using ImageBuild.Benchmarks.Publishing;
using ImageBuild.Benchmarks.Pushing;
using ImageBuild.Benchmarks.Tar;

const string Usage = """
    usage: ImageBuild.Benchmarks [all|tar|compression|layers|push|publish] [--rounds N] [--keep]

      tar           tar writers: speed, size, and which of them give the same bytes everywhere
      compression   gzip and zstd encoders, levels, block sizes, threads
      layers        ways to cut twelve services into layers, by what a registry holds and what a change sends
      push          a cold push of 200 MB beside skopeo's, against a real registry
      publish       PublishImage beside the SDK's PublishContainer, against a real registry
      all           everything (the default)
    """;

// Another process of this program, started by the tar benchmark to compare bytes.
if (args is ["tar-fingerprint", var folder])
{
    Fingerprints.Print(folder);
    return 0;
}

var command = args.FirstOrDefault(argument => !argument.StartsWith('-')) is { } first && args[0] == first ? first : "all";
BenchmarkOptions options;
try
{
    options = BenchmarkOptions.Parse(args is [var given, ..] && given == command ? args[1..] : args);
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine($"{exception.Message}\n{Usage}");
    return 2;
}

switch (command)
{
    case "tar":
        await TarBenchmark.RunAsync(options);
        return 0;
    case "compression":
        await CompressionBenchmark.RunAsync(options);
        return 0;
    case "layers":
        await LayersBenchmark.RunAsync(options);
        return 0;
    case "push":
        await PushBenchmark.RunAsync(options);
        return 0;
    case "publish":
        await PublishBenchmark.RunAsync(options);
        return 0;
    case "all":
        await TarBenchmark.RunAsync(options);
        await CompressionBenchmark.RunAsync(options);
        await LayersBenchmark.RunAsync(options);
        await PushBenchmark.RunAsync(options);
        await PublishBenchmark.RunAsync(options);
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
