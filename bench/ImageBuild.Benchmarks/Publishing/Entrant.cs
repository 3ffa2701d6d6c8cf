using ImageBuild.Content;
using ImageBuild.Registries;

namespace ImageBuild.Benchmarks.Publishing;

/// <summary>One contender with its own copy of one workload.</summary>
internal sealed class Entrant
{
    private readonly Contender _contender;
    private readonly Workload _workload;
    private readonly Site _site;
    private readonly Project _project;
    private readonly string _name;
    private bool _pullsBase;
    private string _compression = "gzip";
    private int _fresh;

    public Entrant(Contender contender, Workload workload, Site site)
    {
        (_contender, _workload, _site) = (contender, workload, site);
        _name = $"{workload.Id}-{contender}".ToLowerInvariant();
        _project = Project.Copy(workload.Folder, site.Folder[_name], contender, workload.RuntimeIdentifier);
        _pullsBase = true;
        StandOn(workload.PullsBase);
    }

    public string Name => _contender == Contender.Sdk ? "SDK" : "ImageBuild";

    public List<PublishLap> Laps { get; } = [];

    /// <summary>Of a solution, the folder of the repositories.</summary>
    private string Repository => $"{_name}/{_fresh}";

    /// <summary>ImageBuild's cache and the SDK's, which goes nowhere else either.</summary>
    private string Caches => _site.Folder[$"caches/{_name}"];

    /// <summary>Restores, compiles and publishes without an image, so that every case starts from a built project.</summary>
    public async Task PrepareAsync() => await RunAsync([]);

    /// <summary>A repository that knows the base alone, and a cache that does so.</summary>
    /// <param name="compression">How ImageBuild packs from now on. The base that it assembles is packed with gzip, so it pulls one for everything else.</param>
    public async Task StartAfreshAsync(string compression = "gzip")
    {
        _fresh++;
        _compression = compression;
        StandOn(_workload.PullsBase || compression != "gzip");
        EmptyCaches();
        if (_pullsBase)
            return; // both mount it from the repository it is pulled from
        if (_contender == Contender.ImageBuild)
            BaseImage.CopyCacheTo(Caches);
        await _site.Base.PushAsync(_site.Proxy.Host, Repository, "base");
    }

    /// <summary>The repository has the application's image, made on another machine on the same base; this machine knows nothing of it.</summary>
    public async Task MoveToFreshMachineAsync(bool pullsBase)
    {
        if (_pullsBase != pullsBase)
        {
            StandOn(pullsBase);
            await MakeImageAsync();
        }

        EmptyCaches();
    }

    /// <summary>Changes one line, compiles, and publishes without an image.</summary>
    public async Task ChangeOneLineAsync()
    {
        _project.ChangeOneLine();
        await PrepareAsync();
    }

    /// <summary>References another version of a package, compiles, and publishes without an image.</summary>
    public async Task UseVersionAsync(string package, string version)
    {
        _project.UseVersion(package, version);
        await PrepareAsync();
    }

    /// <summary>Measures publish without, with and without the image.</summary>
    public async Task<PublishLap> RunLapAsync()
    {
        var before = await RunAsync(["--no-build", TaskTimes.Argument]);
        _site.Proxy.Take();
        var image = await RunAsync(["--no-build", TaskTimes.Argument, .. ImageArguments()]);
        var sent = _site.Proxy.Take();
        var after = await RunAsync(["--no-build", TaskTimes.Argument]);
        return new PublishLap(before, image, after, TaskTimes.Sum(image.Output), sent);
    }

    /// <summary>The image is made once and not measured.</summary>
    public async Task MakeImageAsync() => await RunAsync(["--no-build", .. ImageArguments()]);

    /// <summary>The bytes of all blobs that a solution's images have beside those of the base, each once.</summary>
    public async Task<long> StoredBytesAsync()
    {
        using var client = new RegistryClient(_site.Proxy.Host);
        var stored = new Dictionary<Digest, long>();
        await foreach (var repository in client.ListRepositoriesAsync(CancellationToken.None))
        {
            if (!repository.StartsWith(Repository + "/", StringComparison.Ordinal))
                continue;
            var image = await client.GetImageAsync(repository, "latest", BaseImage.Platform, CancellationToken.None);
            foreach (var blob in image.Blobs.Where(blob => !_site.Base.Has(blob.Descriptor.Digest)))
                stored[blob.Descriptor.Digest] = blob.Descriptor.Size;
        }

        return stored.Values.Sum();
    }

    private void EmptyCaches()
    {
        if (Directory.Exists(Caches))
            Directory.Delete(Caches, recursive: true);
    }

    /// <summary>Settles what the next images stand on. An assembled base is the one that the registry has, by its lock file.</summary>
    private void StandOn(bool pullsBase)
    {
        if (_pullsBase == pullsBase)
            return;
        _pullsBase = pullsBase;
        if (_contender == Contender.Sdk)
            return;
        if (pullsBase)
            File.Delete(_project.LockFile);
        else
            File.Copy(BaseImage.LockFile, _project.LockFile, overwrite: true);
    }

    private Task<CommandResult> RunAsync(IEnumerable<string> arguments) => _project.PublishAsync(Environment(), arguments);

    /// <summary>The SDK speaks plain HTTP only to registries named here, and keeps blobs for ever in its cache.</summary>
    private (string Name, string? Value)[] Environment() =>
        [("DOTNET_CONTAINER_INSECURE_REGISTRIES", _site.Proxy.Host), ("XDG_CACHE_HOME", Caches)];

    private IEnumerable<string> ImageArguments() =>
    [
        $"-p:ContainerRegistry={_site.Proxy.Host}",
        _workload.IsSolution ? $"-p:Company={Repository}" : $"-p:ContainerRepository={Repository}",
        "-p:ContainerImageTag=latest",
        .. _pullsBase || _contender == Contender.Sdk ? new[] { $"-p:ContainerBaseImage={_site.Proxy.Host}/{BaseImage.Repository}:{BaseImage.Tag}" } : [],
        .. _contender == Contender.Sdk ? new[] { "-t:PublishContainer" } : ["-t:PublishImage", $"-p:ContainerCacheDirectory={Caches}", $"-p:ContainerCompression={_compression}"],
    ];
}
