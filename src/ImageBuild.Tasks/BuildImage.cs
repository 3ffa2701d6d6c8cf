using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Publishing;
using ImageBuild.Transfers;
using Microsoft.Build.Framework;

namespace ImageBuild.Tasks;

/// <summary>Builds an image of a published project and delivers it. Translates MSBuild's values and reports; the engine decides.</summary>
public sealed partial class BuildImage : ImageTask
{
    /// <summary>The images: Manifest, Configuration, ManifestDigest, ManifestMediaType, Platform.</summary>
    [Output]
    public ITaskItem[] GeneratedContainers { get; private set; } = [];

    /// <summary>The index of several platforms as JSON; empty for a single one.</summary>
    [Output]
    public string GeneratedImageIndex { get; private set; } = "";

    /// <summary>The manifest of the first image as JSON.</summary>
    [Output]
    public string GeneratedContainerManifest { get; private set; } = "";

    /// <summary>The configuration of the first image as JSON.</summary>
    [Output]
    public string GeneratedContainerConfiguration { get; private set; } = "";

    /// <summary>The digest the tags lead to.</summary>
    [Output]
    public string GeneratedContainerDigest { get; private set; } = "";

    /// <summary>The media type of what the tags lead to.</summary>
    [Output]
    public string GeneratedContainerMediaType { get; private set; } = "";

    /// <summary>The archive that was written; empty for none.</summary>
    [Output]
    public string GeneratedArchiveOutputPath { get; private set; } = "";

    /// <summary>The full references of the image.</summary>
    [Output]
    public ITaskItem[] GeneratedContainerNames { get; private set; } = [];

    private protected override string Output => GeneratedContainerNames is [var name, ..] ? $"image {name.ItemSpec}" : "no image: a dry run";

    private protected override bool NeedsAppHost(string runtimeIdentifier) => AppCommand.Length == 0 && runtimeIdentifier != OwnAppHost;

    /// <inheritdoc />
    protected override async Task RunAsync(IBuildLog log, CancellationToken cancellationToken)
    {
        // Up to the first await this is the task's own thread, which alone may have other projects built.
        var started = DateTime.UtcNow;
        var targets = PropertyLists.Words(Registry);
        using var access = BuildAccess.Create(
            targets, (BaseLocation as ImageLocation.InRegistry)?.Reference.Registry, new ContentCache(CacheRoot), Environment.GetEnvironmentVariable, log);
        foreach (var registry in DryRun ? [] : targets)
            access.Services.Registries.ConnectAhead(registry);
        var inputs = DryRun ? null : FingerprintInputs();
        if (inputs is { } known && TryFinishUnchanged(known.Digest, access.Services.Registries, log, cancellationToken))
            return;
        var request = CreateRequest(RestorePacks(), log);
        var result = await new ImageBuilder(access.Services).BuildAsync(request, cancellationToken).ConfigureAwait(false);

        await AtomicFile.WriteAsync(ResultFile, ImageResultJson.Write(result), cancellationToken).ConfigureAwait(false);
        if (!DryRun)
            await LeaveStampAsync(inputs, request, result, started, cancellationToken).ConfigureAwait(false);
        await AnnounceAsync(PublishOutputs.Of(result), ImageReport.Lines(result), log, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells MSBuild and people what there is now.</summary>
    private async Task AnnounceAsync(PublishOutputs outputs, IEnumerable<string> report, IBuildLog log, CancellationToken cancellationToken)
    {
        GeneratedContainers = [.. outputs.Images.Select(Describe)];
        GeneratedContainerManifest = outputs.Images[0].Manifest;
        GeneratedContainerConfiguration = outputs.Images[0].Config;
        GeneratedContainerDigest = outputs.Root.Digest.ToString();
        GeneratedContainerMediaType = outputs.Root.MediaType;
        GeneratedImageIndex = outputs.Index;
        GeneratedContainerNames = [.. outputs.References.Select(reference => new Microsoft.Build.Utilities.TaskItem(reference))];
        GeneratedArchiveOutputPath = ArchiveFile(ImageNames.Repository(Repository, AssemblyName, NullBuildLog.Instance)) ?? "";
        foreach (var line in report)
            log.Info(line);
        if (DryRun || !WriteStepOutputs)
            return;
        var steps = StepOutputs.For(outputs, StepOutputPrefix, Environment.GetEnvironmentVariable);
        await steps.WriteAsync(cancellationToken).ConfigureAwait(false);
        foreach (var command in steps.Commands)
            log.Info(command);
    }

    private static Microsoft.Build.Utilities.TaskItem Describe(ImageDocuments image)
    {
        var item = new Microsoft.Build.Utilities.TaskItem("GeneratedContainer");
        item.SetMetadata("Manifest", image.Manifest);
        item.SetMetadata("Configuration", image.Config);
        item.SetMetadata("ManifestDigest", image.Descriptor.Digest.ToString());
        item.SetMetadata("ManifestMediaType", image.Descriptor.MediaType);
        item.SetMetadata("Platform", image.Platform);
        return item;
    }
}
