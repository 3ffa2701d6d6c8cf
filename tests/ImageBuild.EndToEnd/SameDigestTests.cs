using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>
/// The same source gives the same digest, whatever differs around it. Every publish starts in a new checkout with a
/// cache that does not know the application; the first test makes base system and frameworks once more, too.
/// </summary>
public sealed class SameDigestTests(ReferencePublication reference) : IClassFixture<ReferencePublication>, IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task With_one_processor_and_an_empty_cache() =>
        await SameDigestAsync(Checkout("checkout"), Surroundings.Usual with { Processors = 1 }, _folder["empty"]);

    [Fact]
    public async Task In_another_folder() =>
        await SameDigestAsync(Checkout("somewhere/else, with a longer name"));

    [Fact]
    public async Task With_files_that_were_touched()
    {
        var project = Checkout("checkout");
        foreach (var file in Directory.EnumerateFiles(_folder["checkout"], "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));

        await SameDigestAsync(project);
    }

    [Fact]
    public async Task With_a_strict_umask() =>
        await SameDigestAsync(Checkout("checkout"), Surroundings.Usual with { Umask = "077" });

    [Fact]
    public async Task With_many_processors() =>
        await SameDigestAsync(Checkout("checkout"), Surroundings.Usual with { Processors = 16 });

    [Fact]
    public async Task In_another_time_zone_and_language() =>
        await SameDigestAsync(Checkout("checkout"), Surroundings.Usual with { TimeZone = "Pacific/Auckland", Language = "tr_TR.UTF-8" });

    [Fact]
    public async Task On_another_day() =>
        await SameDigestAsync(Checkout("checkout"), Surroundings.Usual with { ClockAheadDays = 400 });

    [Fact]
    public async Task For_another_user()
    {
        var user = await OtherUser.WithHomeAsync(_folder.Folder("home"));
        var project = Checkout("home/checkout");
        var cache = await CacheAsync("home/cache");
        await OtherUser.OwnsAsync(user.Home);

        await SameDigestAsync(project, Surroundings.Usual with { User = user }, cache, output: "home/out");
    }

    [Fact]
    public async Task Through_the_command_without_the_package()
    {
        var tool = await InstalledTool.InstallAsync(_folder["tool"]);
        var project = ReferencePublication.CreateProject(_folder.Folder("checkout"), withPackage: false);
        reference.CopyLockTo(project);

        var publication = (await new Publisher(await CacheAsync()).PublishAsync(tool, project, _folder["out"])).Succeeded();

        Assert.Equal(reference.Layers, publication.Layout.LayerDigests);
        Assert.Equal(reference.Digest, publication.Result.Digest);
    }

    [Fact]
    public async Task When_published_again_without_a_change()
    {
        var project = Checkout("checkout", withLock: false);
        var publisher = new Publisher(await CacheAsync());
        var first = (await publisher.PublishAsync(project, _folder["out"])).Succeeded().Layout.LayerDigests;

        // The first publish leaves files behind, a lock among them; none of them may reach the second image.
        var second = (await publisher.PublishAsync(project, _folder["out"])).Succeeded().Layout.LayerDigests;

        Assert.Equal(first, second);
        Assert.Equal(reference.Layers, second);
    }

    public void Dispose() => _folder.Dispose();

    private string Checkout(string folder, bool withLock = true)
    {
        var project = ReferencePublication.CreateProject(_folder.Folder(folder), withPackage: true);
        if (withLock)
            reference.CopyLockTo(project);
        return project;
    }

    private async Task<string> CacheAsync(string folder = "cache")
    {
        await reference.CopyFoundationAsync(_folder[folder]);
        return _folder[folder];
    }

    private async Task SameDigestAsync(string project, Surroundings? surroundings = null, string? cache = null, string output = "out")
    {
        var publisher = new Publisher(cache ?? await CacheAsync()) { Surroundings = surroundings ?? Surroundings.Usual };

        var publication = (await publisher.PublishAsync(project, _folder[output])).Succeeded();

        Assert.Equal(reference.Layers, publication.Layout.LayerDigests);
        Assert.Equal(reference.Digest, publication.Result.Digest);
    }
}
