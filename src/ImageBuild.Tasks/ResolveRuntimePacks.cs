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

    /// <summary>The runtime identifiers of the image's platforms.</summary>
    [Required]
    public ITaskItem[] RuntimeIdentifiers { get; set; } = [];

    /// <summary>"net10.0".</summary>
    [Required]
    public string TargetFramework { get; set; } = "";

    /// <summary>The application brings its runtime along.</summary>
    public bool SelfContained { get; set; }

    /// <summary>Whether an apphost starts the application.</summary>
    public bool NeedsAppHost { get; set; }

    /// <summary>What the executable the build made is for; empty where it made none.</summary>
    public string OwnAppHostRuntimeIdentifier { get; set; } = "";

    /// <summary>The SDK's table of frameworks.</summary>
    [Required]
    public ITaskItem[] KnownFrameworkReferences { get; set; } = [];

    /// <summary>The SDK's table of apphost packs.</summary>
    public ITaskItem[] KnownAppHostPacks { get; set; } = [];

    /// <summary>NuGet's package folder, with a closing slash.</summary>
    [Required]
    public string PackagesFolder { get; set; } = "";

    /// <summary>The lock file, which need not exist.</summary>
    public string LockFile { get; set; } = "";

    /// <summary>The runtime packs: identity, Version, Folder, RuntimeIdentifier.</summary>
    [Output]
    public ITaskItem[] RuntimePacks { get; private set; } = [];

    /// <summary>The templates of the executable where the build's own is for another platform: runtime identifier, Template.</summary>
    [Output]
    public ITaskItem[] AppHosts { get; private set; } = [];

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
        var imageLock = await ImageLockFile.ReadAsync(LockFile, cancellationToken).ConfigureAwait(false) ?? ImageLock.Empty;
        var required = FrameworkRequirement.Read(RuntimeConfigFile);
        var rids = RuntimeIdentifiers.Select(item => item.ItemSpec).ToList();
        RuntimePacks = [.. rids.SelectMany(rid => PacksFor(rid, required, known, imageLock))];
        var hosts = rids.Where(rid => NeedsAppHost && rid != OwnAppHostRuntimeIdentifier).Select(rid => (Rid: rid, Package: Item(AppHostPackage + rid, AppHostVersion(), rid))).ToList();
        AppHosts = [.. hosts.Select(host => AppHost(host.Rid, host.Package))];
        MissingPackages =
        [
            .. RuntimePacks.Concat(hosts.Select(host => host.Package))
                .Where(item => !File.Exists(Path.Combine(item.GetMetadata("Folder"), ".nupkg.metadata"))),
        ];
    }

    private IEnumerable<ITaskItem> PacksFor(string rid, IReadOnlyList<FrameworkRequirement> required, RuntimePackTable known, ImageLock imageLock)
    {
        var locked = imageLock.GetRuntimePacks(Platform.FromRuntimeIdentifier(rid)).ToDictionary(pack => pack.Id, pack => pack.Version);
        return required.Select(requirement => known.Resolve(requirement, rid, locked)).Select(pack => Item(pack.PackageId, pack.Version, rid));
    }

    private bool IsOfTargetFramework(ITaskItem item) => item.GetMetadata("TargetFramework") == TargetFramework;

    private string AppHostVersion() =>
        KnownAppHostPacks.FirstOrDefault(IsOfTargetFramework)?.GetMetadata("AppHostPackVersion") is { Length: > 0 } version
            ? version
            : throw ErrorCodes.RuntimePackNotRestored.Error($"The SDK knows no apphost pack for {TargetFramework}.");

    private static Microsoft.Build.Utilities.TaskItem AppHost(string rid, ITaskItem package)
    {
        var item = new Microsoft.Build.Utilities.TaskItem(rid);
        item.SetMetadata("Template", Path.Combine(package.GetMetadata("Folder"), "runtimes", rid, "native", "apphost"));
        return item;
    }

    private Microsoft.Build.Utilities.TaskItem Item(string packageId, string version, string rid)
    {
        var item = new Microsoft.Build.Utilities.TaskItem(packageId);
        item.SetMetadata("Version", version);
        item.SetMetadata("Folder", Path.Combine(PackagesFolder, packageId.ToLowerInvariant(), version.ToLowerInvariant()));
        item.SetMetadata("RuntimeIdentifier", rid);
        return item;
    }
}
