using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;
using ImageBuild.Publishing;
using ImageBuild.Registries;

namespace ImageBuild.Tasks;

/// <summary>Writes the lock file of a project without publishing it. Translates MSBuild's values and reports; the engine decides.</summary>
public sealed class LockImage : ImageTask
{
    /// <summary>Take the newest of everything, whatever the lock says.</summary>
    public bool Update { get; set; }

    /// <summary>A file that gets what changed, a line each; empty for the log alone.</summary>
    public string ReportFile { get; set; } = "";

    private protected override string Output => $"lock file {LockPath}";

    private protected override bool ObeysLock => !Update;

    /// <inheritdoc />
    protected override async Task RunAsync(IBuildLog log, CancellationToken cancellationToken)
    {
        var packs = RestorePacks();
        var bases = Platforms.Select(platform => (Platform.FromRuntimeIdentifier(platform.ItemSpec), BaseFor(packs[platform.ItemSpec].RuntimePacks))).ToList();
        using var archives = ArchiveHttp.CreateClient();
        using var registries = RegistryAccess.Create(Environment.GetEnvironmentVariable, [], (bases[0].Item2 as BaseRequest.Pulled)?.Registry, log);
        var services = new BuildServices(new ContentCache(CacheRoot), archives, registries.Clients, Environment.GetEnvironmentVariable, log);

        var file = new LockRequest(LockPath, Locked: false, ContinuousIntegration: false) { Update = Update };
        var changes = await new ImageLocker(services).LockAsync(bases, file, DryRun, cancellationToken).ConfigureAwait(false);
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
