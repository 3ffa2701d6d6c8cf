using System.Collections.Concurrent;
using ImageBuild.Compression;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Layers;
using ImageBuild.Tar;
using ImageBuild.Tests.Publishing;

namespace ImageBuild.Tests.Layers;

/// <summary>A layer is made once; afterwards its key leads to it.</summary>
public sealed class LayerFactoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ContentCache _cache;
    private readonly LogOfLines _log = new();
    private readonly ConcurrentDictionary<CompressionFormat, Lazy<BlockPackers>> _packers = new();
    private int _made;

    public LayerFactoryTests() => _cache = new ContentCache(_folder.Path);

    public void Dispose()
    {
        foreach (var packers in _packers.Values)
            packers.Value.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_second_request_is_answered_from_the_cache_without_asking_for_the_entries()
    {
        var first = await GetAsync();
        var second = await GetAsync();
        Assert.Equal((false, true, 1), (IsCached(first), IsCached(second), _made));
        AssertSame(first.Layer, second.Layer);
        Assert.Equal(first.Layer.Descriptor.Digest, await DigestOfBytesAsync(second.Layer));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"digest":"DIGEST","size":SIZE,"diffId":"DIFFID"}""")] // no media type
    [InlineData("""{"mediaType":"m","digest":"sha256:1","size":SIZE,"diffId":"DIFFID"}""")]
    [InlineData("""{"mediaType":"m","digest":"DIGEST","size":SIZE,"diffId":null}""")]
    public async Task A_damaged_memory_costs_time_and_nothing_else(string memory)
    {
        var first = await GetAsync();
        File.WriteAllText(
            KeyFile(),
            memory.Replace("DIGEST", $"{first.Layer.Descriptor.Digest}", StringComparison.Ordinal)
                .Replace("SIZE", $"{first.Layer.Descriptor.Size}", StringComparison.Ordinal)
                .Replace("DIFFID", $"{first.Layer.DiffId}", StringComparison.Ordinal));
        var second = await GetAsync();
        Assert.Equal((false, 2), (IsCached(second), _made));
        AssertSame(first.Layer, second.Layer);
        Assert.True(IsCached(await GetAsync()));
    }

    [Fact]
    public async Task A_layer_whose_bytes_are_gone_or_cut_off_keeps_its_digest_and_is_made_again_when_it_is_read()
    {
        var first = await GetAsync();
        var blob = _cache.PathOf(first.Layer.Descriptor.Digest);
        File.Delete(blob);
        var second = await GetAsync();
        Assert.Equal((true, 1), (IsCached(second), _made));
        AssertSame(first.Layer, second.Layer);
        Assert.Equal(first.Layer.Descriptor.Digest, await DigestOfBytesAsync(second.Layer));
        Assert.Equal(2, _made);
        File.WriteAllBytes(blob, File.ReadAllBytes(blob)[..10]);
        Assert.Equal(first.Layer.Descriptor.Digest, await DigestOfBytesAsync((await GetAsync()).Layer));
        Assert.Equal(3, _made);
    }

    [Fact]
    public async Task Many_who_read_a_layer_whose_bytes_are_gone_have_it_made_once()
    {
        var layer = (await GetAsync()).Layer;
        File.Delete(_cache.PathOf(layer.Descriptor.Digest));
        var digests = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => DigestOfBytesAsync(layer))));
        Assert.Equal(layer.Descriptor.Digest, Assert.Single(digests.Distinct()));
        Assert.Equal(2, _made);
    }

    [Fact]
    public async Task Bytes_that_come_out_differently_the_second_time_are_an_error()
    {
        var layer = (await GetAsync()).Layer;
        File.Delete(_cache.PathOf(layer.Descriptor.Digest));
        _entry = TarEntry.File("app/a.dll", FileContent.FromBytes("tampered"u8.ToArray()));
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => DigestOfBytesAsync(layer));
        Assert.Equal(ErrorCodes.DigestMismatch, error.Code);
        Assert.Contains($"was {layer.Descriptor.Digest} and is", error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_layer_whose_bytes_were_changed_is_made_again_and_the_build_warns()
    {
        var first = await GetAsync();
        Change(_cache.PathOf(first.Layer.Descriptor.Digest));
        var second = await GetAsync();
        Assert.Equal(first.Layer.Descriptor.Digest, await DigestOfBytesAsync(second.Layer));
        Assert.Equal((true, 2), (IsCached(second), _made));
        Assert.StartsWith($"IB5020: The blob {first.Layer.Descriptor.Digest} in the cache", Assert.Single(_log.Warnings), StringComparison.Ordinal);
        await DigestOfBytesAsync((await GetAsync()).Layer);
        Assert.Equal(2, _made);
    }

    [Fact]
    public async Task A_layer_whose_file_was_only_touched_is_checked_once_and_used()
    {
        var blob = _cache.PathOf((await GetAsync()).Layer.Descriptor.Digest);
        File.SetLastWriteTimeUtc(blob, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var record = File.ReadAllText(KeyFile());
        await DigestOfBytesAsync((await GetAsync()).Layer);
        Assert.NotEqual(record, record = File.ReadAllText(KeyFile()));
        await DigestOfBytesAsync((await GetAsync()).Layer);
        Assert.Equal((record, 1), (File.ReadAllText(KeyFile()), _made));
        Assert.Empty(_log.Warnings);
    }

    [Theory]
    [InlineData("diffId")]
    [InlineData("digest")]
    [InlineData("mediaType")]
    [InlineData("modified")]
    public async Task A_memory_that_was_changed_is_not_believed(string member)
    {
        await GetAsync();
        var record = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(KeyFile()))!;
        record[member] = member == "modified" ? 5 : member == "mediaType" ? "text/plain" : Digest.Of("other").ToString();
        File.WriteAllText(KeyFile(), record.ToJsonString());
        Assert.False(IsCached(await GetAsync()));
    }

    [Fact]
    public async Task Identity_format_and_effort_each_have_a_key_of_their_own()
    {
        await GetAsync();
        await GetAsync(Recipe(identity: "another"));
        await GetAsync(Recipe(), CompressionFormat.None);
        await GetAsync(Recipe(kind: LayerKind.Framework)); // packed with another effort
        Assert.Equal(4, _made);
    }

    [Theory]
    [InlineData(CompressionFormat.Gzip, MediaTypes.OciLayerGzip)]
    [InlineData(CompressionFormat.Zstd, MediaTypes.OciLayerZstd)]
    [InlineData(CompressionFormat.None, MediaTypes.OciLayer)]
    public async Task The_diffID_is_that_of_the_tar_however_it_is_packed(CompressionFormat format, string mediaType)
    {
        var layer = (await GetAsync(Recipe(), format)).Layer;
        using var tar = new MemoryStream();
        TarWriter.Write([TarEntry.Directory("app"), Entry], tar, default);
        Assert.Equal(Digest.Of(tar.ToArray()), layer.DiffId);
        Assert.Equal(mediaType, layer.Descriptor.MediaType);
    }

    [Fact]
    public async Task Processors_at_work_at_once_do_not_change_the_bytes()
    {
        var content = TarEntry.File("big", FileContent.FromBytes(new byte[3_000_000]));
        var digests = new List<Digest>();
        foreach (var threads in new[] { 1, 2, 7 })
        {
            using var folder = new TemporaryFolder();
            using var packers = new BlockPackers(CompressionFormat.Gzip, threads);
            var factory = new LayerFactory(new ContentCache(folder.Path), packers);
            digests.Add((await factory.GetAsync(LayerRecipe.Of(new PlannedLayer(LayerKind.App, "app", [content])), default)).Layer.Descriptor.Digest);
        }

        Assert.Single(digests.Distinct());
    }

    [Fact]
    public async Task Many_who_ask_for_the_same_layer_at_once_get_the_same()
    {
        var layers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => GetAsync())));
        Assert.Single(layers.Select(layer => layer.Layer.Descriptor).Distinct());
        Assert.Equal(1, _made); // though each asks a factory of its own, as the processes of a solution do
        Assert.Equal(7, layers.Count(IsCached));
    }

    [Fact]
    public async Task Entries_in_each_others_way_are_an_error_and_leave_nothing()
    {
        var recipe = LayerRecipe.Of(new PlannedLayer(LayerKind.App, "app", [Entry, Entry]));
        Assert.Equal(ErrorCodes.ConflictingPaths, (await Assert.ThrowsAsync<ImageBuildException>(() => GetAsync(recipe))).Code);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_packed_is_an_error_and_leaves_nothing()
    {
        using var other = new TemporaryFolder();
        var entry = TarEntry.File("a", FileContent.FromFile(other.File("a", "12345")));
        var recipe = new LayerRecipe(LayerKind.App, "app", Digest.Of("x"), _ => Task.FromResult<IReadOnlyList<TarEntry>>([entry]));
        other.File("a", "1234567");
        var error = await Assert.ThrowsAsync<ImageBuildException>(() => GetAsync(recipe));
        Assert.Contains("changed its length", error.Cause, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    private static TarEntry Entry => TarEntry.File("app/a.dll", FileContent.FromBytes("content"u8.ToArray()));

    private TarEntry _entry = Entry;

    private LayerRecipe Recipe(string identity = "one", LayerKind kind = LayerKind.App) => new(kind, "name", Digest.Of(identity), _ =>
    {
        Interlocked.Increment(ref _made);
        return Task.FromResult<IReadOnlyList<TarEntry>>([_entry]);
    });

    private Task<BuiltLayer> GetAsync(LayerRecipe? recipe = null, CompressionFormat format = CompressionFormat.Gzip)
    {
        var packers = _packers.GetOrAdd(format, _ => new(() => new BlockPackers(format, threads: 2))).Value;
        return new LayerFactory(_cache, packers, _log).GetAsync(recipe ?? Recipe(), default);
    }

    private static bool IsCached(BuiltLayer layer) => layer.Fate == LayerFate.Cached;

    private string KeyFile() => Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, "layers")));

    /// <summary>Other bytes, as many; the clock moves on, however coarse it is.</summary>
    private static void Change(string path)
    {
        var before = File.GetLastWriteTimeUtc(path);
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        File.SetLastWriteTimeUtc(path, before.AddSeconds(1));
    }

    private static void AssertSame(ILayer first, ILayer second) => Assert.Equal((first.Descriptor, first.DiffId), (second.Descriptor, second.DiffId));

    private static async Task<Digest> DigestOfBytesAsync(ILayer layer)
    {
        await using var stream = await layer.OpenAsync(default);
        return await Digest.OfAsync(stream, default);
    }
}
