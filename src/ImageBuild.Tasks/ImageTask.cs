using ImageBuild.Debian;
using ImageBuild.Frameworks;
using ImageBuild.Publishing;
using ImageBuild.Transfers;
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

    /// <summary>A base image, a layout or an archive with one, or "scratch".</summary>
    public string BaseImage { get; set; } = "";

    /// <summary>A family of Microsoft's images; counts where no base image is named.</summary>
    public string Family { get; set; } = "";

    /// <summary>"10.0.401".</summary>
    public string SdkVersion { get; set; } = "";

    /// <summary>"10.0".</summary>
    public string TargetFrameworkVersion { get; set; } = "";

    /// <summary>The shared frameworks the project refers to.</summary>
    public ITaskItem[] FrameworkReferences { get; set; } = [];

    /// <summary>The application is compiled to native code.</summary>
    public bool PublishAot { get; set; }

    /// <summary>The application is cut down to what it uses.</summary>
    public bool PublishTrimmed { get; set; }

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

    /// <summary>The base that was asked for; empty for an assembled one.</summary>
    private protected string BaseName => BaseImage.Length > 0 || Family.Length == 0 ? BaseImage : new DotNetImage
    {
        TargetFrameworkVersion = TargetFrameworkVersion,
        SdkVersion = SdkVersion,
        Family = Family,
        RuntimeIdentifiers = [.. Platforms.Select(platform => platform.ItemSpec)],
        AspNetCore = FrameworkReferences.Any(reference => string.Equals(reference.ItemSpec, "Microsoft.AspNetCore.App", StringComparison.OrdinalIgnoreCase)),
        SelfContained = SelfContained,
        Aot = PublishAot,
        Trimmed = PublishTrimmed,
        InvariantGlobalization = InvariantGlobalization,
    }.Infer();

    /// <summary>Where the base image is; null where none is named.</summary>
    private protected ImageLocation? BaseLocation => BaseName is "" or "scratch" ? null : ImageLocation.Parse(BaseName).From(ProjectDirectory);

    private protected BaseRequest BaseFor(IReadOnlyList<RuntimePack> runtimePacks)
    {
        BaseRequest request = BaseName switch
        {
            "" => new BaseRequest.Assembled(Distribution, !InvariantGlobalization, runtimePacks),
            "scratch" => new BaseRequest.Scratch(),
            var name => new BaseRequest.Pulled(BaseLocation!) { Globalization = !InvariantGlobalization, Name = name },
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
