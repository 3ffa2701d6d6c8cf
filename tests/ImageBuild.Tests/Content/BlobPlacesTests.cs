using ImageBuild.Content;

namespace ImageBuild.Tests.Content;

/// <summary>What builds on one machine tell each other about blobs in registries.</summary>
public sealed class BlobPlacesTests : IDisposable
{
    private static readonly Digest Blob = Digest.Of("blob");
    private readonly TemporaryFolder _folder = new();
    private readonly ContentCache _cache;
    private readonly BlobPlaces _places;

    public BlobPlacesTests()
    {
        _cache = new ContentCache(_folder.Path);
        _places = new BlobPlaces(_cache);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_repository_noted_last_comes_first_and_registries_are_told_apart()
    {
        await NoteAsync("one");
        await NoteAsync("two");
        await NoteAsync("one");
        Assert.Equal(["two", "one"], _places.Find("registry", Blob));
        Assert.Empty(_places.Find("other", Blob));
        Assert.Empty(_places.Find("registry", Digest.Of("other")));
    }

    [Fact]
    public async Task A_blob_that_is_everywhere_is_remembered_in_the_places_noted_last()
    {
        for (var at = 0; at < 100; at++)
            await NoteAsync($"r{at}");
        Assert.Equal(Enumerable.Range(0, 16).Select(back => $"r{99 - back}"), _places.Find("registry", Blob));
    }

    [Fact]
    public async Task A_memory_of_last_week_is_forgotten_and_pruned()
    {
        await NoteAsync("one");
        File.SetLastWriteTimeUtc(Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, "places"))), DateTime.UtcNow.AddDays(-7.1));
        Assert.Empty(_places.Find("registry", Blob));
        new CacheMaintenance(_cache).Prune(new CacheLimits(long.MaxValue, TimeSpan.FromDays(30)));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, "places")));
    }

    [Fact]
    public async Task One_at_a_time_brings_a_blob_and_different_blobs_do_not_wait()
    {
        var first = await _places.TakeTurnAsync("registry", Blob, default);
        await using (var other = await _places.TakeTurnAsync("registry", Digest.Of("other"), default))
            Assert.NotNull(other);
        var second = new BlobPlaces(_cache).TakeTurnAsync("registry", Blob, default);
        Assert.False(second.IsCompleted);
        await first!.DisposeAsync();
        await using (var turn = await second)
            Assert.NotNull(turn);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, "places")));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_costs_the_memory_and_nothing_else()
    {
        var places = new BlobPlaces(new ContentCache(_folder.File("file", "not a folder")));
        await places.NoteAsync("registry", "one", Blob, default);
        Assert.Empty(places.Find("registry", Blob));
        Assert.Null(await places.TakeTurnAsync("registry", Blob, default));
    }

    private Task NoteAsync(string repository) => _places.NoteAsync("registry", repository, Blob, default);
}
