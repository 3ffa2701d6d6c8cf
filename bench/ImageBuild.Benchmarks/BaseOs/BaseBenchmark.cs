using System.Globalization;
using ImageBuild.Benchmarks.Harness;
using ImageBuild.Benchmarks.Payloads;
using ImageBuild.Compression;
using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;
using ImageBuild.Layers;
using ImageBuild.Locking;
using ImageBuild.Tar;

namespace ImageBuild.Benchmarks.BaseOs;

/// <summary>The base layer from a lock with warm packages: unpacking, packing, and what a second project pays.</summary>
internal static class BaseBenchmark
{
    /// <summary>The argument that makes this program the one whose memory is measured.</summary>
    public const string OnceArgument = "base-once";

    private const int DefaultRounds = 5;
    private const int Threads = 2;
    private static readonly Platform Amd64 = new("linux", "amd64");

    private static string Fresh => Path.Combine(Folder, "fresh");

    private static string Kept => Path.Combine(Folder, "kept");

    private static string Folder { get; } = Path.Combine(Surroundings.Results, "base-os");

    public static async Task RunAsync(BenchmarkOptions options)
    {
        var cultures = await LockAsync(invariant: false);
        var invariant = await LockAsync(invariant: true);
        Contestant[] contestants =
        [
            new("with ICU, gzip", () => Make(cultures, CompressionFormat.Gzip)),
            new("with ICU, zstd", () => Make(cultures, CompressionFormat.Zstd)),
            new("with ICU, only unpacked", () => Make(cultures, CompressionFormat.None)),
            new("invariant, gzip", () => Make(invariant, CompressionFormat.Gzip)),
            new("invariant, zstd", () => Make(invariant, CompressionFormat.Zstd)),
            new("second project, same lock", () => Get(cultures, CompressionFormat.Gzip, Kept)),
        ];
        var table = new MarkdownTable("layer", "wall s", "processor s", "size");
        foreach (var standing in Race.Run(options.Rounds ?? DefaultRounds, contestants))
            table.Add(standing.Name, standing.Wall.ToString("0.000"), standing.Processor.ToString("0.000"), Size.MB(standing.Bytes));

        var memory = (await new Command("dotnet", typeof(BaseBenchmark).Assembly.Location, OnceArgument).RunAsync()).PeakMemory;
        new Report("base", $"The base layer of Debian 13 from a lock, packages in the cache, {Threads.ToString(CultureInfo.InvariantCulture)} threads")
            .Paragraph("Every lap but those of the second project forgets the layer first. Hashing the cached packages, xz, tar, compression and writing are included.")
            .Table(table)
            .Paragraph($"Largest resident size of a process that makes the layer with ICU once (runtime included): {Size.MB(memory)}.")
            .Save();
    }

    /// <summary>Makes the layer with ICU once and ends.</summary>
    public static async Task RunOnceAsync() => Make(await LockAsync(invariant: false), CompressionFormat.Gzip);

    /// <summary>The tar of the layer with ICU.</summary>
    public static async Task<byte[]> TarAsync()
    {
        using var http = ArchiveHttp.CreateClient();
        return RuntimePackPayload.TarOf(EntryTree.Complete(await RecipeOf(await LockAsync(invariant: false), http).Entries(CancellationToken.None)));
    }

    /// <summary>The lock of an earlier run, or a new one; the packages are in the cache afterwards.</summary>
    private static async Task<LockedBaseOs> LockAsync(bool invariant)
    {
        var request = new BaseOsRequest(Distribution.Debian13, Amd64) { InvariantGlobalization = invariant };
        var path = Path.Combine(Folder, invariant ? "invariant.lock.json" : "cultures.lock.json");
        var known = ImageLockFile.Read(path) ?? ImageLock.Empty;
        if (known.TryGetBaseOs(request, out _) is { } locked)
            return locked;
        using var http = ArchiveHttp.CreateClient();
        var sources = PackageSources.Choose(Distribution.Debian13, "amd64", [], Environment.GetEnvironmentVariable, "/etc/apt").Sources;
        locked = await new BaseOsResolver(http, NullBuildLog.Instance, TimeProvider.System)
            .ResolveAsync(request, sources, ArchiveKeyring.LoadFor(Distribution.Debian13), null, CancellationToken.None);
        await new BaseOsAssembler(http, Cache(), NullBuildLog.Instance).AssembleAsync(locked, sources, CancellationToken.None);
        await ImageLockFile.WriteAsync(path, known.WithBaseOs(Amd64, locked), CancellationToken.None);
        return locked;
    }

    private static long Make(LockedBaseOs locked, CompressionFormat format)
    {
        if (Directory.Exists(Fresh))
            Directory.Delete(Fresh, recursive: true);
        return Get(locked, format, Fresh);
    }

    private static long Get(LockedBaseOs locked, CompressionFormat format, string layers)
    {
        using var http = ArchiveHttp.CreateClient();
        using var packers = new BlockPackers(format, Threads);
        var recipe = RecipeOf(locked, http);
        return new LayerFactory(new ContentCache(layers), packers).GetAsync(recipe, CancellationToken.None).GetAwaiter().GetResult().Layer.Descriptor.Size;
    }

    private static LayerRecipe RecipeOf(LockedBaseOs locked, HttpClient http)
    {
        var assembler = new BaseOsAssembler(http, Cache(), NullBuildLog.Instance);
        return new LayerRecipe(LayerKind.BaseOs, locked.Distribution, locked.Key, token => assembler.AssembleAsync(locked, [], token));
    }

    private static ContentCache Cache() => new(Path.Combine(Folder, "cache"));
}
