using System.Text;
using ImageBuild.Content;

namespace ImageBuild.Tests.Content;

/// <summary>The cache stays within bounds, and says what is wrong with it.</summary>
public sealed class CacheMaintenanceTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly CacheLimits Plenty = new(1_000_000, TimeSpan.FromDays(30));

    private readonly TemporaryFolder _folder = new();
    private readonly ContentCache _cache;
    private readonly CacheMaintenance _maintenance;

    public CacheMaintenanceTests()
    {
        _cache = new ContentCache(_folder.Path, new ClockAt(Now));
        _maintenance = new CacheMaintenance(_cache, new ClockAt(Now));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_list_has_what_was_used_last_on_top_and_tells_what_it_is()
    {
        await AddAsync("old", usedBefore: TimeSpan.FromDays(2));
        var blob = await AddAsync("new", usedBefore: TimeSpan.FromHours(2));
        await _cache.RememberAsync(Digest.Of("key"), "app application", new CachedContent(blob.Descriptor, Digest.Of("tar")), default);
        Assert.Equal(
            [$"{Digest.Of("new")} 3 {Now.AddHours(-2)} app application", $"{Digest.Of("old")} 3 {Now.AddDays(-2)} "],
            _maintenance.List().Select(entry => $"{entry.Digest} {entry.Size} {entry.LastUsed} {string.Join(", ", entry.Names)}"));
    }

    [Fact]
    public async Task What_nobody_used_for_too_long_goes()
    {
        await AddAsync("too old", usedBefore: TimeSpan.FromDays(31));
        await AddAsync("old", usedBefore: TimeSpan.FromDays(29));
        var result = _maintenance.Prune(Plenty);
        Assert.Equal([Digest.Of("too old")], result.Deleted.Select(entry => entry.Digest));
        Assert.Equal([Digest.Of("old")], result.Kept.Select(entry => entry.Digest));
        Assert.Equal(["old"], Blobs());
    }

    [Fact]
    public async Task Of_what_is_too_much_goes_what_was_used_longest_ago()
    {
        foreach (var days in Enumerable.Range(1, 5))
            await AddAsync($"{days} days", usedBefore: TimeSpan.FromDays(days));
        _maintenance.Prune(Plenty with { Size = 3 * "1 days".Length });
        Assert.Equal(["1 days", "2 days", "3 days"], Blobs());
    }

    [Fact]
    public async Task What_was_used_within_the_hour_stays_whatever_the_bounds()
    {
        await AddAsync("in use", usedBefore: TimeSpan.FromMinutes(50));
        await AddAsync("not in use", usedBefore: TimeSpan.FromMinutes(70));
        _maintenance.Prune(new CacheLimits(0, TimeSpan.Zero));
        Assert.Equal(["in use"], Blobs());
    }

    [Fact]
    public async Task What_is_found_again_counts_as_used()
    {
        var found = await AddAsync("found", usedBefore: TimeSpan.FromDays(40));
        var recalled = await AddAsync("recalled", usedBefore: TimeSpan.FromDays(40));
        await _cache.RememberAsync(Digest.Of("key"), "app", new CachedContent(recalled.Descriptor, Digest.Of("tar")), default);
        _cache.Find(found.Descriptor);
        Assert.Equal(recalled.Descriptor, _cache.Recall(Digest.Of("key"))!.Descriptor);
        _maintenance.Prune(new CacheLimits(0, TimeSpan.Zero));
        Assert.Equal(["found", "recalled"], Blobs());
    }

    [Fact]
    public async Task A_record_outlives_its_blob_and_goes_when_nobody_asks_for_it_any_more()
    {
        var blob = await AddAsync("old", usedBefore: TimeSpan.FromDays(40));
        foreach (var (key, days) in new[] { ("asked for", 29), ("forgotten", 31) })
        {
            await _cache.RememberAsync(Digest.Of(key), "app", new CachedContent(blob.Descriptor, Digest.Of("tar")), default);
            File.SetLastWriteTimeUtc(_cache.PathOfKey(Digest.Of(key)), Now.UtcDateTime.AddDays(-days));
        }

        _maintenance.Prune(Plenty);

        Assert.Empty(Blobs());
        Assert.Equal(blob.Descriptor, _cache.Recall(Digest.Of("asked for"))!.Descriptor);
        Assert.Null(_cache.Recall(Digest.Of("forgotten")));
    }

    [Fact]
    public void Unfinished_files_go_with_their_processes()
    {
        foreach (var (name, age) in new[] { ("blobs/sha256/.tmp-dead", 25), ("layers/.tmp-dead", 25), ("layers/dead.lock", 25), ("blobs/sha256/.tmp-alive", 23), ("layers/alive.lock", 23) })
            File.SetLastWriteTimeUtc(_folder.File(name), Now.UtcDateTime.AddHours(-age));
        _maintenance.Prune(Plenty);
        Assert.Equal([".tmp-alive", "alive.lock"], Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_publish_prunes_once_a_day()
    {
        Assert.NotNull(_maintenance.PruneDaily(Plenty));
        await AddAsync("old", usedBefore: TimeSpan.FromDays(40));
        Assert.Null(_maintenance.PruneDaily(Plenty));
        Assert.Null(At(Now.AddHours(23)).PruneDaily(Plenty));
        Assert.Single(At(Now.AddHours(25)).PruneDaily(Plenty)!.Deleted);
        Assert.Null(At(Now.AddHours(25)).PruneDaily(Plenty));
    }

    [Fact]
    public void An_empty_cache_has_nothing_to_list_or_prune()
    {
        Directory.Delete(_folder.Path);
        Assert.Empty(_maintenance.List());
        Assert.Empty(_maintenance.Prune(Plenty).Deleted);
        Assert.False(Directory.Exists(_folder.Path));
        Directory.CreateDirectory(_folder.Path);
    }

    [Fact]
    public async Task A_check_deletes_what_was_changed_and_leaves_what_is_right()
    {
        var right = await AddAsync("right", usedBefore: TimeSpan.Zero);
        await AddAsync("wrong", usedBefore: TimeSpan.Zero);
        await _cache.RememberAsync(Digest.Of("key"), "app", new CachedContent(right.Descriptor, Digest.Of("tar")), default);
        await _cache.RememberAsync(Digest.Of("other key"), "app", new CachedContent(right.Descriptor, Digest.Of("tar")), default);
        File.WriteAllText(_cache.PathOf(Digest.Of("wrong")), "WRONG");
        var record = _cache.PathOfKey(Digest.Of("other key"));
        File.WriteAllText(record, File.ReadAllText(record).Replace(Digest.Of("tar").ToString(), Digest.Of("rat").ToString(), StringComparison.Ordinal));
        _folder.File("blobs/sha256/notes.txt");

        var result = await _maintenance.VerifyAsync(default);

        Assert.Equal(
            new[] { $"blobs/sha256/{Digest.Of("wrong").Hex}", "blobs/sha256/notes.txt", $"layers/{Digest.Of("other key").Hex}.json" }.Order(StringComparer.Ordinal),
            result.Damaged.Order(StringComparer.Ordinal));
        Assert.Equal(2, result.Intact);
        Assert.Equal(["right"], Blobs());
        Assert.Empty((await _maintenance.VerifyAsync(default)).Damaged);
    }

    [Fact]
    public async Task A_check_is_no_use()
    {
        await AddAsync("old", usedBefore: TimeSpan.FromDays(40));
        await _maintenance.VerifyAsync(default);
        Assert.Single(_maintenance.Prune(Plenty).Deleted);
    }

    private CacheMaintenance At(DateTimeOffset time) => new(_cache, new ClockAt(time));

    private async Task<FileBlob> AddAsync(string text, TimeSpan usedBefore)
    {
        var blob = await _cache.AddAsync("text/plain", (stream, token) => stream.WriteAsync(Encoding.UTF8.GetBytes(text), token).AsTask(), default);
        var path = _cache.PathOf(blob.Descriptor.Digest);
        File.SetLastWriteTimeUtc(path, (Now - usedBefore).UtcDateTime);
        File.SetLastAccessTimeUtc(path, (Now - usedBefore).UtcDateTime);
        return blob;
    }

    private IEnumerable<string> Blobs() => Directory.GetFiles(Path.Combine(_folder.Path, "blobs", "sha256")).Select(File.ReadAllText).Order(StringComparer.Ordinal);

    private sealed class ClockAt(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
