using ImageBuild.Debian;
using ImageBuild.Frameworks;
using ImageBuild.Publishing;
using ImageBuild.Registries;
using Microsoft.Build.Framework;

namespace ImageBuild.Tasks;

/// <summary>What the tasks have in common that decide what an image stands on.</summary>
public abstract partial class ImageTask : EngineTask
{
    /// <summary>The project's folder.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = "";

    /// <summary>The platforms: runtime identifier, PublishDirectory (absolute), RuntimeConfigFile.</summary>
    [Required]
    public ITaskItem[] Platforms { get; set; } = [];

    /// <summary>The application brings its runtime along.</summary>
    public bool SelfContained { get; set; }

    /// <summary>"debian:13".</summary>
    [Required]
    public string Distribution { get; set; } = "";

    /// <summary>A base image, or "scratch".</summary>
    public string BaseImage { get; set; } = "";

    /// <summary>No culture data needed.</summary>
    public bool InvariantGlobalization { get; set; }

    /// <summary>OS packages to add: identity, Version, KeepSetuid.</summary>
    public ITaskItem[] Packages { get; set; } = [];

    /// <summary>Where OS packages are fetched: identity, Suites, Components, SignedBy, Snapshot.</summary>
    public ITaskItem[] PackageSources { get; set; } = [];

    /// <summary>Files with public keys whose signatures count for package sources.</summary>
    public ITaskItem[] PackageKeys { get; set; } = [];

    /// <summary>The lock file.</summary>
    [Required]
    public string LockFile { get; set; } = "";

    /// <summary>The local cache; empty for the operating system's folder.</summary>
    public string CacheDirectory { get; set; } = "";

    /// <summary>Say what would be done and stop there.</summary>
    public bool DryRun { get; set; }

    internal string LockPath => Path.GetFullPath(LockFile, ProjectDirectory);

    internal string CacheRoot => CacheDirectory.Length > 0 ? Path.GetFullPath(CacheDirectory, ProjectDirectory) : Content.ContentCache.DefaultRoot(Environment.GetEnvironmentVariable);

    private protected BaseRequest BaseFor(IReadOnlyList<RuntimePack> runtimePacks)
    {
        BaseRequest request = BaseImage switch
        {
            "" => new BaseRequest.Assembled(Distribution, !InvariantGlobalization, runtimePacks),
            "scratch" => new BaseRequest.Scratch(),
            _ => new BaseRequest.Pulled(ImageReference.Parse(BaseImage)) { Globalization = !InvariantGlobalization },
        };
        return request with { Packages = OsPackages() };
    }

    /// <summary>Reads key files, too, relative to the project.</summary>
    private PackageRequest OsPackages() => new()
    {
        Packages = [.. Packages.Select(item => new WantedPackage(item.ItemSpec, item.GetMetadata("Version") is { Length: > 0 } version ? version : null)
        {
            KeepSetuid = bool.TryParse(item.GetMetadata("KeepSetuid"), out var keep) && keep,
        })],
        Sources = [.. PackageSources.Select(item => PackageSource.Parse(
            item.ItemSpec, item.GetMetadata("Suites"), item.GetMetadata("Components"), FullPaths(item.GetMetadata("SignedBy")), item.GetMetadata("Snapshot")))],
        Keys = PackageKeys.Length == 0 ? null : PackageKeys.Select(item => ArchiveKeyring.LoadFile(Path.GetFullPath(item.ItemSpec, ProjectDirectory))).Aggregate((all, next) => all.With(next)),
    };

    private string FullPaths(string paths) =>
        string.Join(';', paths.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(path => Path.GetFullPath(path, ProjectDirectory)));
}
