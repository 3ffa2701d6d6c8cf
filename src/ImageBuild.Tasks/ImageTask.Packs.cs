using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Frameworks;
using ImageBuild.Locking;
using Microsoft.Build.Framework;

namespace ImageBuild.Tasks;

/// <content>The runtime packs and apphost packs, brought by NuGet.</content>
public abstract partial class ImageTask
{
    /// <summary>"net10.0".</summary>
    [Required]
    public string TargetFramework { get; set; } = "";

    /// <summary>The SDK's table of frameworks.</summary>
    public ITaskItem[] KnownFrameworkReferences { get; set; } = [];

    /// <summary>The SDK's table of apphost packs.</summary>
    public ITaskItem[] KnownAppHostPacks { get; set; } = [];

    /// <summary>NuGet's package folder.</summary>
    [Required]
    public string PackagesFolder { get; set; } = "";

    /// <summary>A folder for the project that restores runtime packs, absolute.</summary>
    [Required]
    public string PacksFolder { get; set; } = "";

    /// <summary>The project's own package sources, separated by ';'; empty for NuGet's configuration.</summary>
    public string RestoreSources { get; set; } = "";

    /// <summary>Package sources beside those, separated by ';'.</summary>
    public string RestoreAdditionalSources { get; set; } = "";

    /// <summary>The project's own NuGet configuration.</summary>
    public string RestoreConfigFile { get; set; } = "";

    /// <summary>The project's own package folder.</summary>
    public string RestorePackagesPath { get; set; } = "";

    /// <summary>Whether the platform needs the template of an apphost.</summary>
    private protected virtual bool NeedsAppHost(string runtimeIdentifier) => false;

    /// <summary>Whether the versions in the lock count.</summary>
    private protected virtual bool ObeysLock => true;

    /// <summary>Finds the packs of every platform; NuGet brings those that are missing. Runs on the task's own thread, as builds of other projects must.</summary>
    /// <exception cref="ImageBuildException">A pack is not known or cannot be brought.</exception>
    private protected Dictionary<string, NeededPacks> RestorePacks()
    {
        // A base image brings the runtime along, and so does an application that is published with it.
        if (SelfContained || BaseName.Length > 0)
            return Platforms.ToDictionary(platform => platform.ItemSpec, _ => NeededPacks.None);
        var known = new RuntimePackTable([.. KnownFrameworkReferences.Where(IsOfTargetFramework).Select(item => new KnownRuntimePack(
            item.ItemSpec,
            item.GetMetadata("LatestRuntimeFrameworkVersion"),
            item.GetMetadata("RuntimePackNamePatterns").Split(';')[0],
            item.GetMetadata("RuntimePackRuntimeIdentifiers").Split(';')))]);
        var imageLock = (ObeysLock ? ImageLockFile.Read(LockPath) : null) ?? ImageLock.Empty;
        var packs = Platforms.ToDictionary(platform => platform.ItemSpec, platform => PacksFor(platform, known, imageLock));
        var missing = Missing(packs);
        if (missing.Count > 0)
            new PackRestore(BuildEngine3, this).Bring(missing);
        if (Missing(packs) is { Count: > 0 } absent)
            throw ErrorCodes.RuntimePackNotRestored.Error($"NuGet could not bring {string.Join(", ", absent.Select(package => $"{package.Id} {package.Version}"))}.");
        return packs;
    }

    private NeededPacks PacksFor(ITaskItem platform, RuntimePackTable known, ImageLock imageLock)
    {
        var rid = platform.ItemSpec;
        var locked = imageLock.GetRuntimePacks(Platform.FromRuntimeIdentifier(rid)).ToDictionary(pack => pack.Id, pack => pack.Version);
        return NeededPacks.For(
            FrameworkRequirement.Read(platform.GetMetadata("RuntimeConfigFile")), rid, known, locked, NeedsAppHost(rid) ? AppHostVersion() : null, PackagesFolder);
    }

    private List<NuGetPackage> Missing(Dictionary<string, NeededPacks> packs) => [.. packs.Values.SelectMany(pack => pack.Missing(PackagesFolder)).Distinct()];

    private bool IsOfTargetFramework(ITaskItem item) => item.GetMetadata("TargetFramework") == TargetFramework;

    private string AppHostVersion() =>
        KnownAppHostPacks.FirstOrDefault(IsOfTargetFramework)?.GetMetadata("AppHostPackVersion") is { Length: > 0 } version
            ? version
            : throw ErrorCodes.RuntimePackNotRestored.Error($"The SDK knows no apphost pack for {TargetFramework}.");
}
