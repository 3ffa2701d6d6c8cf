using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;
using ImageBuild.Publishing;
using ImageBuild.Registries;
using Microsoft.Build.Framework;

namespace ImageBuild.Tasks;

/// <summary>Writes the lock file of a project without publishing it. Translates MSBuild's values and reports; the engine decides.</summary>
public sealed class LockImage : EngineTask
{
    /// <summary>The project's folder.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = "";

    /// <summary>The image's runtime identifier.</summary>
    [Required]
    public string RuntimeIdentifier { get; set; } = "";

    /// <summary>Runtime packs: identity, Version, Folder.</summary>
    public ITaskItem[] RuntimePacks { get; set; } = [];

    /// <summary>"debian:13".</summary>
    [Required]
    public string Distribution { get; set; } = "";

    /// <summary>A base image.</summary>
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

    /// <summary>Take the newest of everything, whatever the lock says.</summary>
    public bool Update { get; set; }

    /// <summary>Say what would change and stop there.</summary>
    public bool DryRun { get; set; }

    /// <summary>The local cache; empty for the operating system's folder.</summary>
    public string CacheDirectory { get; set; } = "";

    /// <summary>A file that gets what changed, a line each; empty for the log alone.</summary>
    public string ReportFile { get; set; } = "";

    /// <inheritdoc />
    protected override async Task RunAsync(IBuildLog log, CancellationToken cancellationToken)
    {
        var request = BaseItems.ToRequest(
            BaseImage, Distribution, InvariantGlobalization, RuntimePacks, RuntimeIdentifier, PackageItems.ToRequest(Packages, PackageSources, PackageKeys, ProjectDirectory));
        var cacheRoot = CacheDirectory.Length > 0 ? Path.GetFullPath(CacheDirectory, ProjectDirectory) : ContentCache.DefaultRoot(Environment.GetEnvironmentVariable);
        using var archives = ArchiveHttp.CreateClient();
        using var registries = RegistryAccess.Create(Environment.GetEnvironmentVariable, null, (request as BaseRequest.Pulled)?.Reference.Registry, log);
        var services = new BuildServices(new ContentCache(cacheRoot), archives, registries.Clients, Environment.GetEnvironmentVariable, log);

        var file = new LockRequest(Path.GetFullPath(LockFile, ProjectDirectory), Locked: false, ContinuousIntegration: false) { Update = Update };
        var changes = await new ImageLocker(services).LockAsync(request, Platform.FromRuntimeIdentifier(RuntimeIdentifier), file, DryRun, cancellationToken).ConfigureAwait(false);
        if (ReportFile.Length > 0)
        {
            await File.WriteAllLinesAsync(ReportFile, changes, cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (var line in changes)
            log.Info(line);
        if (changes.Count == 0)
            log.Info($"  '{file.Path}' is up to date.");
    }
}
