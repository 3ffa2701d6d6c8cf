using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Frameworks;
using ImageBuild.Locking;
using Microsoft.Build.Framework;

namespace ImageBuild.Tasks;

/// <summary>Finds the runtime packs, and the apphost pack where one is needed, that an image of the application takes.</summary>
public sealed class ResolveRuntimePacks : EngineTask
{
    private const string AppHostPackage = "Microsoft.NETCore.App.Host.";

    /// <summary>The application's runtimeconfig.json in the publish folder.</summary>
    [Required]
    public string RuntimeConfigFile { get; set; } = "";

    /// <summary>The image's runtime identifier.</summary>
    [Required]
    public string RuntimeIdentifier { get; set; } = "";

    /// <summary>"net10.0".</summary>
    [Required]
    public string TargetFramework { get; set; } = "";

    /// <summary>The application brings its runtime along.</summary>
    public bool SelfContained { get; set; }

    /// <summary>The build made no executable for the image's platform.</summary>
    public bool NeedsAppHost { get; set; }

    /// <summary>The SDK's table of frameworks.</summary>
    [Required]
    public ITaskItem[] KnownFrameworkReferences { get; set; } = [];

    /// <summary>The SDK's table of apphost packs.</summary>
    public ITaskItem[] KnownAppHostPacks { get; set; } = [];

    /// <summary>NuGet's package folder, with a closing slash.</summary>
    [Required]
    public string PackagesFolder { get; set; } = "";

    /// <summary>The lock file, which need not exist; empty for none.</summary>
    public string LockFile { get; set; } = "";

    /// <summary>The runtime packs: identity, Version, Folder.</summary>
    [Output]
    public ITaskItem[] RuntimePacks { get; private set; } = [];

    /// <summary>The template of the executable, in the apphost pack; empty where the build's own is used.</summary>
    [Output]
    public string AppHostTemplate { get; private set; } = "";

    /// <summary>Packages NuGet has to bring: identity, Version, Folder.</summary>
    [Output]
    public ITaskItem[] MissingPackages { get; private set; } = [];

    /// <inheritdoc />
    protected override async Task RunAsync(IBuildLog log, CancellationToken cancellationToken)
    {
        if (SelfContained)
            return;

        var known = new RuntimePackTable([.. KnownFrameworkReferences.Where(IsOfTargetFramework).Select(item => new KnownRuntimePack(
            item.ItemSpec,
            item.GetMetadata("LatestRuntimeFrameworkVersion"),
            item.GetMetadata("RuntimePackNamePatterns").Split(';')[0],
            item.GetMetadata("RuntimePackRuntimeIdentifiers").Split(';')))]);
        var imageLock = (LockFile.Length > 0 ? await ImageLockFile.ReadAsync(LockFile, cancellationToken).ConfigureAwait(false) : null) ?? ImageLock.Empty;
        var locked = imageLock.GetRuntimePacks(Platform.FromRuntimeIdentifier(RuntimeIdentifier)).ToDictionary(pack => pack.Id, pack => pack.Version);
        var packs = FrameworkRequirement.Read(RuntimeConfigFile)
            .Select(requirement => known.Resolve(requirement, RuntimeIdentifier, locked))
            .Select(pack => Item(pack.PackageId, pack.Version))
            .ToList();
        RuntimePacks = [.. packs];

        List<ITaskItem> needed = [.. packs];
        if (NeedsAppHost)
        {
            var host = Item(AppHostPackage + RuntimeIdentifier, AppHostVersion());
            AppHostTemplate = Path.Combine(host.GetMetadata("Folder"), "runtimes", RuntimeIdentifier, "native", "apphost");
            needed.Add(host);
        }

        MissingPackages = [.. needed.Where(item => !File.Exists(Path.Combine(item.GetMetadata("Folder"), ".nupkg.metadata")))];
    }

    private bool IsOfTargetFramework(ITaskItem item) => item.GetMetadata("TargetFramework") == TargetFramework;

    private string AppHostVersion() =>
        KnownAppHostPacks.FirstOrDefault(IsOfTargetFramework)?.GetMetadata("AppHostPackVersion") is { Length: > 0 } version
            ? version
            : throw ErrorCodes.RuntimePackNotRestored.Error($"The SDK knows no apphost pack for {TargetFramework}.");

    private Microsoft.Build.Utilities.TaskItem Item(string packageId, string version)
    {
        var item = new Microsoft.Build.Utilities.TaskItem(packageId);
        item.SetMetadata("Version", version);
        item.SetMetadata("Folder", Path.Combine(PackagesFolder, packageId.ToLowerInvariant(), version.ToLowerInvariant()));
        return item;
    }
}
