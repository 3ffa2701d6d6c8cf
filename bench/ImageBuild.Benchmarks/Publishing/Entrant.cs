namespace ImageBuild.Benchmarks.Publishing;

/// <summary>One contender with its own copy of one workload.</summary>
internal sealed class Entrant
{
    private readonly Contender _contender;
    private readonly Project _project;
    private readonly CountingProxy _proxy;
    private readonly TemporaryFolder _folder;
    private readonly BaseImage _base;
    private string _repository;
    private string _cache = "";
    private int _fresh;

    public Entrant(Contender contender, string workload, CountingProxy proxy, TemporaryFolder folder, BaseImage baseImage)
    {
        (_contender, _proxy, _folder, _base) = (contender, proxy, folder, baseImage);
        Name = contender == Contender.Sdk ? "SDK" : "ImageBuild";
        _repository = $"{workload}-{contender}".ToLowerInvariant();
        _project = Project.Copy(workload, folder[_repository], contender);
        if (contender == Contender.ImageBuild)
            File.Copy(BaseImage.LockFile, _project.LockFile);
    }

    public string Name { get; }

    public List<PublishLap> Laps { get; } = [];

    /// <summary>Restores and publishes without an image, so that every case starts from a built project.</summary>
    public async Task PrepareAsync() => await RunAsync([]);

    /// <summary>A repository and a cache that hold the base's layers and nothing of the application.</summary>
    public async Task StartAfreshAsync()
    {
        var root = $"{_repository.Split('/')[0]}/{++_fresh}";
        _repository = root;
        if (_contender == Contender.ImageBuild)
        {
            if (_cache.Length > 0)
                Directory.Delete(_cache, recursive: true);
            _cache = _folder[$"cache/{root}"];
            BaseImage.CopyCacheTo(_cache);
        }

        await _base.PushAsync(_proxy.Host, _repository, "base");
    }

    /// <summary>Changes one line, compiles, and publishes without an image.</summary>
    public async Task ChangeOneLineAsync()
    {
        _project.ChangeOneLine();
        await _project.BuildAsync(Environment());
        await RunAsync(["--no-build"]);
    }

    /// <summary>Measures publish without and with the image.</summary>
    public async Task<PublishLap> RunLapAsync()
    {
        var plain = await RunAsync(["--no-build", TaskTimes.Argument]);
        _proxy.Take();
        var image = await RunAsync(["--no-build", TaskTimes.Argument, .. ImageArguments()]);
        return new PublishLap(plain, image, TaskTimes.Sum(image.Output), _proxy.Take());
    }

    /// <summary>The image is made once and not measured.</summary>
    public async Task MakeImageAsync() => await RunAsync(["--no-build", .. ImageArguments()]);

    private Task<CommandResult> RunAsync(IEnumerable<string> arguments) => _project.PublishAsync(Environment(), arguments);

    /// <summary>The SDK speaks plain HTTP only to registries named here, and keeps its blobs for ever in its cache: they go with the folder.</summary>
    private (string Name, string? Value)[] Environment() =>
        [("DOTNET_CONTAINER_INSECURE_REGISTRIES", _proxy.Host), ("XDG_CACHE_HOME", _folder["sdk-cache"])];

    private IEnumerable<string> ImageArguments() =>
    [
        $"-p:ContainerRegistry={_proxy.Host}",
        $"-p:ContainerRepository={_repository}",
        "-p:ContainerImageTag=latest",
        .. _contender == Contender.Sdk
            ? new[] { "-t:PublishContainer", $"-p:ContainerBaseImage={_proxy.Host}/{BaseImage.Repository}:{BaseImage.Tag}" }
            : ["-t:PublishImage", $"-p:ContainerCacheDirectory={_cache}"],
    ];
}
