using System.Collections.Concurrent;
using ImageBuild.Benchmarks.Harness;
using ImageBuild.Compression;
using ImageBuild.Layers;
using ImageBuild.Tar;

namespace ImageBuild.Benchmarks.Layers;

/// <summary>How many bytes layers have when they are packed.</summary>
/// <remarks>
/// Every file is packed once, by itself, and a layer counts as the sum of its files: strategies cut the same files into thousands of
/// layers. <see cref="PackAsync"/> says how good that is.
/// </remarks>
internal sealed class LayerSizes
{
    private static readonly CompressionRecipe Recipe = new(CompressionFormat.Gzip, CompressionEffort.Fast);

    private readonly ConcurrentDictionary<string, long> _files = new(StringComparer.Ordinal);

    public LayerSizes(IEnumerable<Service> services) => Parallel.ForEach(
        services.SelectMany(service => service.Files).Select(file => file.Entry.Content).OfType<FileContent.OnDisk>().DistinctBy(file => file.Path),
        file => _files[file.Path] = PackAsync([TarEntry.File("file", FileContent.FromFile(file.Path))]).GetAwaiter().GetResult());

    /// <summary>The sum over the files. A file that changed counts as what it was.</summary>
    public long Of(PlannedLayer layer) => layer.Entries.Sum(entry => entry.Content switch
    {
        FileContent.OnDisk file => _files[file.Path],
        { } small => small.Size,
        null => 0,
    });

    /// <summary>Packs a layer for real.</summary>
    public static Task<long> PackAsync(PlannedLayer layer) => PackAsync(EntryTree.Complete(layer.Entries));

    private static async Task<long> PackAsync(IReadOnlyList<TarEntry> entries)
    {
        using var output = new CountingStream();
        using var packers = new BlockPackers(Recipe.Format, Environment.ProcessorCount);
        await using var packing = new BlockCompressionStream(output, Recipe, packers, CancellationToken.None);
        TarWriter.Write(entries, packing, CancellationToken.None);
        await packing.CompleteAsync();
        return output.Length;
    }
}
