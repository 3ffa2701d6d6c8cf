using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;
using ImageBuild.Frameworks;
using ImageBuild.Layers;
using ImageBuild.Layouts;
using ImageBuild.Locking;
using ImageBuild.Publishing;
using ImageBuild.Registries;
using ImageBuild.Tar;
using ImageBuild.Tests.Debian;
using ImageBuild.Tests.Elf;
using ImageBuild.Tests.Frameworks;
using ImageBuild.Transfers;

namespace ImageBuild.Tests.Publishing;

/// <summary>The whole way, from a request to a layout, with a package archive on the loopback interface.</summary>
public sealed class ImageBuilderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestArchive _archive = TestArchive.WithDefaultSet();
    private readonly HttpClient _http = ArchiveHttp.CreateClient();
    private readonly RegistryClients _registries = new();
    private readonly LogOfLines _log = new();

    public void Dispose()
    {
        _archive.Dispose();
        _http.Dispose();
        _registries.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_request_becomes_an_image_whose_layers_lie_in_order()
    {
        var result = await BuildAsync(await RequestAsync());
        Assert.Equal(
            ["base-os debian:13", "framework Microsoft.NETCore.App 10.0.1", "framework Microsoft.AspNetCore.App 10.0.1", "packages Dapper", "app application"],
            result.Images[0].Layers.Select(layer => $"{layer.Kind.Name()} {layer.Name}"));
        Assert.Equal(result.Images[0].Layers.Select(layer => layer.Layer.DiffId), result.Images[0].Config.DiffIds);
        Assert.Equal(result.Images[0].Layers.Select(layer => $"imagebuild {layer.Kind.Name()}: {layer.Name}"), result.Images[0].Config.History.Select(entry => entry.CreatedBy));
        var read = new OciLayout(Path.Combine(_folder.Path, "layout"));
        Assert.Equal(result.Digest, read.Find("latest").Digest);
    }

    [Fact]
    public async Task An_assembled_base_sets_what_NETs_own_images_set()
    {
        var config = (await BuildAsync(await RequestAsync())).Images[0].Config;
        Assert.Equal(
            """
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            APP_UID=1654
            DOTNET_RUNNING_IN_CONTAINER=true
            DOTNET_ROOT=/usr/share/dotnet
            DOTNET_VERSION=10.0.1
            ASPNETCORE_HTTP_PORTS=8080
            ASPNET_VERSION=10.0.1
            """,
            string.Join('\n', config.Environment.Select(pair => $"{pair.Key}={pair.Value}")));
        Assert.Equal("1654", config.User);
        Assert.Equal(["8080/tcp"], config.ExposedPorts);
    }

    [Fact]
    public async Task Whoever_gives_up_sharing_is_told_once()
    {
        var request = await RequestAsync();
        await BuildAsync(request);
        Assert.DoesNotContain(_log.Lines, line => line.StartsWith("Publish", StringComparison.Ordinal));
        await BuildAsync(request with { Mode = PublishMode.Trimmed });
        Assert.Single(_log.Lines, PublishMode.Trimmed.LostSharing());
    }

    [Fact]
    public async Task A_dry_run_tells_the_digest_and_delivers_nothing()
    {
        var request = await RequestAsync();
        var dry = await BuildAsync(request with { DryRun = true });
        Assert.Empty(dry.Destinations);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "layout")));
        Assert.Equal((await BuildAsync(request)).Digest, dry.Digest);
    }

    [Fact]
    public async Task The_same_request_gives_the_same_digest_from_an_empty_and_from_a_full_cache_without_the_network()
    {
        var request = await RequestAsync();
        var first = await BuildAsync(request);
        _archive.Dispose();
        var second = await BuildAsync(request with { Threads = 1 });
        Assert.Equal(first.Digest, second.Digest);
        Assert.All(second.Images[0].Layers, layer => Assert.Equal(LayerFate.Cached, layer.Fate));
    }

    [Fact]
    public async Task A_cached_layer_that_a_failing_disk_changed_is_made_again_when_a_destination_notices()
    {
        var request = await RequestAsync();
        var first = await BuildAsync(request);
        var damaged = new ContentCache(Path.Combine(_folder.Path, "cache")).PathOf(first.Images[0].Layers[1].Layer.Descriptor.Digest);
        var time = File.GetLastWriteTimeUtc(damaged);
        File.WriteAllBytes(damaged, new byte[new FileInfo(damaged).Length]);
        File.SetLastWriteTimeUtc(damaged, time);

        var second = await BuildAsync(request with { Destinations = [new ImageLocation.InLayout(Path.Combine(_folder.Path, "new layout"), Name: null)] });

        Assert.Equal(first.Digest, second.Digest);
        Assert.Equal(Digest.Parse($"sha256:{Path.GetFileName(damaged)}"), Digest.Of(File.ReadAllBytes(damaged)));
        var written = new OciLayout(Path.Combine(_folder.Path, "new layout"));
        Assert.Equal(first.Images[0].Layers[1].Layer.Descriptor.Digest, Digest.Of(File.ReadAllBytes(Path.Combine(written.Folder, "blobs", "sha256", Path.GetFileName(damaged)))));
        Assert.StartsWith("IB5020:", Assert.Single(_log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_destination_that_refuses_an_undamaged_image_fails_the_build()
    {
        var request = await RequestAsync();
        var error = await Assert.ThrowsAsync<ImageBuildException>(
            () => BuildAsync(request with { Destinations = [new ImageLocation.InLayout(_folder.File("not a folder"), Name: null)] }));
        Assert.Equal(ErrorCodes.CannotWrite, error.Code);
        Assert.Empty(_log.Warnings);
    }

    [Fact]
    public async Task A_build_keeps_the_cache_within_its_bounds()
    {
        var old = _folder.File($"cache/blobs/sha256/{Digest.Of("old").Hex}", "old");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-40));
        File.SetLastAccessTimeUtc(old, DateTime.UtcNow.AddDays(-40));
        await BuildAsync(await RequestAsync());
        Assert.False(File.Exists(old));
    }

    [Fact]
    public async Task An_empty_cache_elsewhere_gives_the_same_digest()
    {
        var request = await RequestAsync();
        var first = await BuildAsync(request);
        var second = await BuildAsync(request with { Destinations = [new ImageLocation.InLayout(Path.Combine(_folder.Path, "other layout"), Name: null)] }, "other cache");
        Assert.Equal(first.Digest, second.Digest);
        Assert.All(second.Images[0].Layers, layer => Assert.Equal(LayerFate.Created, layer.Fate));
    }

    [Fact]
    public async Task Platforms_share_the_layers_that_are_alike_and_each_is_made_once()
    {
        var request = await RequestAsync();
        var scratch = request.Platforms[0] with { Base = new BaseRequest.Scratch() };
        var result = await BuildAsync(request with { Platforms = [scratch, scratch with { RuntimeIdentifier = "linux-arm64" }] });
        Assert.Equal(["linux/amd64", "linux/arm64"], result.Images.Select(image => image.Image.Platform.ToString()));
        Assert.Equal(result.Images[0].Layers.Select(layer => layer.Layer.Descriptor), result.Images[1].Layers.Select(layer => layer.Layer.Descriptor));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_folder.Path, "cache", "layers")).Length);
        Assert.NotEqual(result.Images[0].Image.Digest, result.Images[1].Image.Digest);
        Assert.Equal(MediaTypes.OciIndex, result.Root.Descriptor.MediaType);
        var layout = new OciLayout(Path.Combine(_folder.Path, "layout"));
        Assert.Equal(result.Digest, layout.Find("latest").Digest);
    }

    [Fact]
    public async Task A_request_that_is_refused_leaves_nothing_behind()
    {
        var request = await RequestAsync();
        var before = Directory.GetFileSystemEntries(_folder.Path).Order(StringComparer.Ordinal).ToList();
        await Assert.ThrowsAsync<ImageBuildException>(() => BuildAsync(request.With(platform => platform with { Execution = platform.Execution with { Ports = ["none"] } })));
        await Assert.ThrowsAsync<ImageBuildException>(() => BuildAsync(request.With(platform => platform with { Base = (BaseRequest.Assembled)platform.Base with { Distribution = "slackware:1" } })));
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.Path).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(_archive.Requests, path => path.StartsWith("pool", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_libraries_of_a_base_that_was_made_once_are_known_without_its_packages()
    {
        await BuildAsync(await RequestAsync());
        // The packages are gone, and nobody has them any more.
        foreach (var blob in Directory.GetFiles(Path.Combine(_folder.Path, "cache", "blobs"), "*", SearchOption.AllDirectories).Where(file => File.ReadAllBytes(file).AsSpan().StartsWith("!<arch>"u8)))
            File.Delete(blob);
        _archive.Files.Clear();

        var native = new AppFile(TarEntry.File("app/libnative.so", FileContent.FromBytes(TestElf.Library(["libmissing.so.7"]))), new FileOrigin.App());
        await BuildAsync((await RequestAsync(isLocked: true)).With(platform => platform with { Files = [.. platform.Files, native] }));

        Assert.Contains(_log.Warnings, line => line.Contains("libnative.so needs libmissing.so.7", StringComparison.Ordinal));
    }

    private async Task<ImageRequest> RequestAsync(bool isLocked = false)
    {
        var platform = new Platform("linux", "amd64");
        RuntimePack[] packs = [FakeRuntimePack.Create(_folder), FakeRuntimePack.Create(_folder, "Microsoft.AspNetCore.App")];
        var lockPath = Path.Combine(_folder.Path, ImageLock.FileName);
        var wanted = new BaseOsRequest(Distribution.Debian13, platform) { InvariantGlobalization = true };
        var imageLock = isLocked ? null : ImageLock.Empty
            .WithBaseOs(platform, await _archive.ResolveAsync(wanted))
            .WithRuntimePacks(platform, [.. packs.Select(pack => new RuntimePackLock(pack.PackageId, pack.Version, pack.RuntimeIdentifier, pack.ReadContentHash()))]);
        if (imageLock is not null)
            await ImageLockFile.WriteAsync(lockPath, imageLock, default);
        return Requests.Plain.With(plain => plain with
        {
            Base = new BaseRequest.Assembled("debian:13", Globalization: false, packs) { Packages = new PackageRequest { Sources = [PackageSource.Parse(_archive.Uri.ToString())] } },
            Files =
            [
                new AppFile(TarEntry.File("app/App.dll", FileContent.FromBytes("app"u8.ToArray())), new FileOrigin.App()),
                new AppFile(TarEntry.File("app/Dapper.dll", FileContent.FromBytes("dapper"u8.ToArray())), new FileOrigin.Package("Dapper", "2.1.66")),
            ],
        }) with
        {
            Lock = new LockRequest(lockPath, Locked: true, ContinuousIntegration: true),
            Destinations = [new ImageLocation.InLayout(Path.Combine(_folder.Path, "layout"), Name: null)],
        };
    }

    private Task<ImageResult> BuildAsync(ImageRequest request, string cache = "cache") =>
        new ImageBuilder(new BuildServices(new ContentCache(Path.Combine(_folder.Path, cache)), _http, _registries, _ => null, _log)).BuildAsync(request, default);
}
