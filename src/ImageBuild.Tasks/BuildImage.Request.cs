using System.Globalization;
using ImageBuild.Compression;
using ImageBuild.Diagnostics;
using ImageBuild.Frameworks;
using ImageBuild.Images;
using ImageBuild.Layers;
using ImageBuild.Publishing;
using ImageBuild.Registries;
using ImageBuild.Tar;
using Microsoft.Build.Framework;

namespace ImageBuild.Tasks;

/// <content>From MSBuild's values to the engine's request.</content>
public sealed partial class BuildImage
{
    private const int Executable = 0x1ED; // 0755

    private ImageRequest CreateRequest(IBuildLog log)
    {
        RefuseWhatIsNotThereYet();
        var created = CreatedTime.Resolve(Created, SourceDateEpoch, ProjectDirectory);
        var root = WorkingDirectory.TrimEnd('/');
        return new ImageRequest
        {
            Repository = ImageNames.Repository(Repository, AssemblyName, log),
            Tags = ImageNames.Tags(ImageTag, ImageTags),
            RuntimeIdentifier = RuntimeIdentifier,
            Base = BaseItems.ToRequest(BaseImage, Distribution, InvariantGlobalization, RuntimePacks, RuntimeIdentifier, PackageItems.ToRequest(Packages, PackageSources, PackageKeys, ProjectDirectory)),
            Files = [.. AppFiles(root), .. ExtraFiles.Select(ToAppFile)],
            Execution = new ExecutionRequest
            {
                AppCommand = AppCommand.Length > 0 ? Specs(AppCommand) : DefaultCommand(root),
                AppCommandArgs = Specs(AppCommandArgs),
                DefaultArgs = Specs(DefaultArgs),
                User = User.Length > 0 ? User : null,
                WorkingDirectory = WorkingDirectory,
                Environment = Pairs(EnvironmentVariables),
                Ports = [.. Ports.Select(port => port.GetMetadata("Type") is { Length: > 0 } type ? $"{port.ItemSpec}/{type}" : port.ItemSpec)],
                Labels = [.. Pairs(DefaultLabels), .. CreatedLabels(created), .. Pairs(Labels)],
            },
            Created = created,
            Format = ParseFormat(),
            Compression = ParseCompression(),
            LayerBudget = ParseLayerBudget(),
            Mode = ParsePublishMode(),
            DryRun = DryRun,
            Lock = new LockRequest(Path.GetFullPath(LockFile, ProjectDirectory), LockedMode, ContinuousIntegration),
            Destinations = [.. Destinations()],
        };
    }

    private void RefuseWhatIsNotThereYet()
    {
        if (Family.Length > 0)
            throw ErrorCodes.NotSupportedYet.Error($"ContainerFamily is '{Family}'; this version assembles the base itself.");
        if (ImageNames.Split(RuntimeIdentifiers) is { Count: > 1 } several)
            throw ErrorCodes.NotSupportedYet.Error($"ContainerRuntimeIdentifiers names {several.Count} platforms; this version builds one at a time.");
    }

    /// <summary>An assembled base has no `dotnet` command, a pulled one is expected to have it, as the SDK does.</summary>
    private IReadOnlyList<string> DefaultCommand(string root) =>
        BaseImage.Length > 0 && !SelfContained ? ["dotnet", $"{root}/{AssemblyName}.dll"] : [$"{root}/{AssemblyName}"];

    private IEnumerable<AppFile> AppFiles(string root)
    {
        var known = Files
            .Where(file => file.GetMetadata("NuGetPackageId").Length > 0)
            .Select(file => new PublishedFile(
                Normalize(file.GetMetadata("RelativePath")),
                new FileOrigin.Package(file.GetMetadata("NuGetPackageId"), file.GetMetadata("NuGetPackageVersion")),
                VerifyPackages ? null : Path.GetFullPath(file.ItemSpec, ProjectDirectory),
                file.GetMetadata("RuntimeIdentifier")))
            .Concat(ProjectFiles.Select(file => new PublishedFile(Normalize(file.ItemSpec), new FileOrigin.Project())));
        var files = PublishFolder.Read(PublishDirectory, root, known, KeepForeignAssets ? null : RuntimeIdentifier);
        if (AppHostTemplate.Length == 0)
            return files;

        // The build's own executable is for the build machine's platform; the image gets one for its own.
        var path = $"{root}/{AssemblyName}".TrimStart('/');
        var host = FileContent.FromBytes(AppHost.Create(File.ReadAllBytes(AppHostTemplate), AssemblyName + ".dll"));
        return files
            .Where(file => file.Entry.Path != path && file.Entry.Path != path + ".exe")
            .Append(new AppFile(TarEntry.File(path, host, Executable), new FileOrigin.App()));
    }

    private AppFile ToAppFile(ITaskItem item)
    {
        var target = item.GetMetadata("TargetPath");
        return ExtraFile.Create(
            Path.GetFullPath(item.ItemSpec, ProjectDirectory),
            target.Length > 0 ? target : $"{WorkingDirectory.TrimEnd('/')}/",
            item.GetMetadata("Mode"),
            item.GetMetadata("Owner"));
    }

    private IEnumerable<Destination> Destinations()
    {
        if (LayoutPath.Length > 0)
            yield return new Destination.Layout(LayoutPath, OwnsLayout);
        foreach (var host in ImageNames.Split(Registry))
            yield return new Destination.Registry(host);
    }

    private ImageFormat? ParseFormat() => Format.ToLowerInvariant() switch
    {
        "" => null,
        "oci" => ImageFormat.Oci,
        "docker" => ImageFormat.Docker,
        _ => throw ErrorCodes.InvalidValue.Error($"ContainerImageFormat is '{Format}'.", "Set it to OCI or Docker."),
    };

    private CompressionFormat ParseCompression() => Compression.ToLowerInvariant() switch
    {
        "" or "gzip" => CompressionFormat.Gzip,
        "zstd" => CompressionFormat.Zstd,
        "none" => CompressionFormat.None,
        _ => throw ErrorCodes.InvalidValue.Error($"ContainerCompression is '{Compression}'.", "Set it to gzip, zstd or none."),
    };

    private PublishMode ParsePublishMode() => PublishMode switch
    {
        "composite" => Publishing.PublishMode.Composite,
        "trimmed" => Publishing.PublishMode.Trimmed,
        "single-file" => Publishing.PublishMode.SingleFile,
        "native-aot" => Publishing.PublishMode.NativeAot,
        _ => Publishing.PublishMode.Separate,
    };

    private int ParseLayerBudget()
    {
        if (LayerBudget.Length == 0)
            return LayerPlan.DefaultBudget;
        return int.TryParse(LayerBudget, NumberStyles.None, CultureInfo.InvariantCulture, out var budget)
            ? budget
            : throw ErrorCodes.InvalidValue.Error($"ContainerLayerBudget is '{LayerBudget}'.", "Set it to a number from 1 to 100.");
    }

    private IEnumerable<KeyValuePair<string, string>> CreatedLabels(DateTimeOffset created)
    {
        if (!LabelCreated)
            return [];
        var time = created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return [new("org.opencontainers.image.created", time), new("org.opencontainers.artifact.created", time)];
    }

    private static string Normalize(string path) => path.Replace('\\', '/');

    private static IReadOnlyList<string> Specs(ITaskItem[] items) => [.. items.Select(item => item.ItemSpec)];

    private static IReadOnlyList<KeyValuePair<string, string>> Pairs(ITaskItem[] items) =>
        [.. items.Select(item => KeyValuePair.Create(item.ItemSpec, item.GetMetadata("Value")))];
}
