using System.Reflection;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Publishing;
using ImageBuild.Publishing.Stamps;
using ImageBuild.Registries;
using ImageBuild.Transfers;
using Microsoft.Build.Framework;

namespace ImageBuild.Tasks;

/// <content>A publish without changes: told by a stamp, before anything else is loaded.</content>
public sealed partial class BuildImage
{
    /// <summary>Once: they stay as they are, and the runtime compiles a method for each property that is read a second time by reflection.</summary>
    private Digest? _parameters;

    /// <summary>Where there is a stamp for these very inputs and everything it promises is still there: finishes the task.</summary>
    private bool TryFinishUnchanged(Digest inputs, RegistryClients registries, IBuildLog log, CancellationToken cancellationToken)
    {
        if (PublishStampFile.Read(StampFile) is not { } stamp || stamp.Inputs != inputs || !stamp.HasAllFiles())
            return false;
        if (!stamp.HasAllTagsAsync(registries, cancellationToken).GetAwaiter().GetResult())
            return false;
        log.Detail("Nothing changed since the last publish.");
        AtomicFile.WriteAsync(ResultFile, stamp.Result, cancellationToken).GetAwaiter().GetResult();
        AnnounceAsync(stamp.Outputs, stamp.Report, log, cancellationToken).GetAwaiter().GetResult();
        return true;
    }

    /// <summary>A fingerprint of everything the image will be made of.</summary>
    /// <returns>Null where a change could go unseen: without a lock file, or with a commit that cannot be read.</returns>
    private (Digest Digest, DateTime Settled)? FingerprintInputs()
    {
        // What an engine has changes without anybody telling us.
        if (!File.Exists(LockPath) || LocalRegistry.Length > 0 || CommitId.Read(ProjectDirectory) is not { } commit)
            return null;
        using var inputs = new InputFingerprint();
        inputs.Add(typeof(BuildImage).Module.ModuleVersionId.ToString());
        inputs.Add(typeof(ImageBuilder).Module.ModuleVersionId.ToString());
        inputs.Add(commit);
        inputs.Add((_parameters ??= FingerprintParameters()).ToString()!);
        inputs.Add(File.ReadAllText(LockPath));
        foreach (var platform in Platforms)
            inputs.AddFolder(platform.GetMetadata("PublishDirectory"));
        foreach (var file in LocalBaseFiles())
            inputs.AddFile(file);
        foreach (var file in ExtraFiles.Concat(PackageKeys))
            inputs.AddFile(Path.GetFullPath(file.ItemSpec, ProjectDirectory));
        return (inputs.Complete(), inputs.Settled);
    }

    /// <summary>Every parameter counts, so that a new one cannot be forgotten here.</summary>
    private Digest FingerprintParameters()
    {
        using var values = new InputFingerprint();
        foreach (var parameter in typeof(BuildImage).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => typeof(ImageTask).IsAssignableFrom(property.DeclaringType)))
        {
            if (!parameter.IsDefined(typeof(OutputAttribute)))
                Add(values, parameter.Name, parameter.GetValue(this));
        }

        return values.Complete();
    }

    /// <summary>The file that changes when a base on this machine does.</summary>
    private IEnumerable<string> LocalBaseFiles() => BaseLocation switch
    {
        ImageLocation.InLayout layout => [Path.Combine(layout.Folder, "index.json")],
        ImageLocation.InOciArchive archive => [archive.File],
        ImageLocation.InDockerArchive archive => [archive.File],
        _ => [],
    };

    private static void Add(InputFingerprint inputs, string name, object? value)
    {
        inputs.Add(name);
        if (value is not ITaskItem[] items)
        {
            inputs.Add(value?.ToString() ?? "");
            return;
        }

        foreach (var item in items)
        {
            inputs.Add(item.ItemSpec);
            // Not MSBuild's own metadata (FullPath, ModifiedTime, …), which say nothing of the image.
            foreach (var key in item.CloneCustomMetadata().Keys.Cast<string>().Order(StringComparer.Ordinal))
            {
                inputs.Add(key);
                inputs.Add(item.GetMetadata(key));
            }
        }

        inputs.Add("");
    }

    /// <summary>Leaves a stamp for the next publish; none where a file is so young that its next change might not show in its time.</summary>
    private async Task LeaveStampAsync((Digest Digest, DateTime Settled)? inputs, ImageRequest request, ImageResult result, DateTime started, CancellationToken cancellationToken)
    {
        // The lock file may have been written just now, so what counts is what the inputs are afterwards.
        if (FingerprintInputs() is not { } after || started < after.Settled || (inputs is { } before && before.Digest != after.Digest))
            return;
        await PublishStampFile.WriteAsync(StampFile, PublishStamp.Of(after.Digest, request, result), cancellationToken).ConfigureAwait(false);
    }
}
