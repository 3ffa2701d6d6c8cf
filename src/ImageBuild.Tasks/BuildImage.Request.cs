using System.Globalization;
using ImageBuild.Compression;
using ImageBuild.Diagnostics;
using ImageBuild.Frameworks;
using ImageBuild.Images;
using ImageBuild.Layers;
using ImageBuild.Publishing;
using ImageBuild.Registries;
using ImageBuild.Tar;
using ImageBuild.Transfers;
using Microsoft.Build.Framework;

namespace ImageBuild.Tasks;

/// <content>From MSBuild's values to the engine's request.</content>
public sealed partial class BuildImage
{
    private const int Executable = 0x1ED; // 0755

    private ImageRequest CreateRequest(IReadOnlyDictionary<string, NeededPacks> packs, IBuildLog log)
    {
        var created = CreatedTime.Resolve(Created, SourceDateEpoch, ProjectDirectory);
        var root = WorkingDirectory.TrimEnd('/');
        var execution = new ExecutionRequest
        {
            AppCommand = AppCommand.Length > 0 ? Specs(AppCommand) : DefaultCommand(root),
            AppCommandArgs = Specs(AppCommandArgs),
            DefaultArgs = Specs(DefaultArgs),
            User = User.Length > 0 ? User : null,
            WorkingDirectory = WorkingDirectory,
            Environment = Pairs(EnvironmentVariables),
            Ports = [.. Ports.Select(port => port.GetMetadata("Type") is { Length: > 0 } type ? $"{port.ItemSpec}/{type}" : port.ItemSpec)],
            Labels = [.. Pairs(DefaultLabels), .. CreatedLabels(created), .. Pairs(Labels)],
        };
        AppFile[] extraFiles = [.. ExtraFiles.Select(ToAppFile)];
        var repository = ImageNames.Repository(Repository, AssemblyName, log);
        return new ImageRequest
        {
            Repository = repository,
            Tags = ImageNames.Tags(ImageTag, ImageTags),
            Platforms =
            [
                .. Platforms.Select(platform => new PlatformRequest
                {
                    RuntimeIdentifier = platform.ItemSpec,
                    Base = BaseFor(packs[platform.ItemSpec].RuntimePacks),
                    Files = [.. AppFiles(platform, packs[platform.ItemSpec], root), .. extraFiles],
                    Execution = execution,
                }),
            ],
            PlatformTags = PlatformTags,
            Created = created,
            Format = ParseFormat(),
            Compression = ParseCompression(),
            LayerBudget = ParseLayerBudget(),
            Mode = ParsePublishMode(),
            DryRun = DryRun,
            LayerHome = LayerCache.Length > 0 ? ImageReference.Parse(LayerCache) : null,
            Lock = new LockRequest(LockPath, LockedMode, ContinuousIntegration),
            Destinations = [.. Destinations(repository)],
            OwnedLayout = OwnsLayout ? LayoutPath : null,
        };
    }

    private void RefuseWhatIsNotThereYet()
    {
        if (Family.Length > 0)
            throw ErrorCodes.NotSupportedYet.Error($"ContainerFamily is '{Family}'; this version assembles the base itself.");
    }

    /// <summary>An assembled base has no `dotnet` command, a pulled one is expected to have it, as the SDK does.</summary>
    private IReadOnlyList<string> DefaultCommand(string root) =>
        BaseImage.Length > 0 && !SelfContained ? ["dotnet", $"{root}/{AssemblyName}.dll"] : [$"{root}/{AssemblyName}"];

    private IEnumerable<AppFile> AppFiles(ITaskItem platform, NeededPacks packs, string root)
    {
        var known = Files
            .Where(file => file.GetMetadata("NuGetPackageId").Length > 0 && IsFor(platform, file))
            .Select(file => new PublishedFile(
                Normalize(file.GetMetadata("RelativePath")),
                new FileOrigin.Package(file.GetMetadata("NuGetPackageId"), file.GetMetadata("NuGetPackageVersion")),
                VerifyPackages ? null : Path.GetFullPath(file.ItemSpec, ProjectDirectory),
                file.GetMetadata("RuntimeIdentifier")))
            .Concat(ProjectFiles.Where(file => IsFor(platform, file)).Select(file => new PublishedFile(Normalize(file.ItemSpec), new FileOrigin.Project())));
        var files = PublishFolder.Read(platform.GetMetadata("PublishDirectory"), root, known, KeepForeignAssets ? null : platform.ItemSpec);
        if (packs.AppHostTemplate is not { } template)
            return files;

        // The build's own executable is for the build machine's platform; the image gets one for its own.
        var path = $"{root}/{AssemblyName}".TrimStart('/');
        var host = FileContent.FromBytes(AppHost.Create(File.ReadAllBytes(template), AssemblyName + ".dll"));
        return files
            .Where(file => file.Entry.Path != path && file.Entry.Path != path + ".exe")
            .Append(new AppFile(TarEntry.File(path, host, Executable), new FileOrigin.App()));
    }

    private static bool IsFor(ITaskItem platform, ITaskItem file) =>
        file.GetMetadata("Platform") is var only && (only.Length == 0 || only == platform.ItemSpec);

    private AppFile ToAppFile(ITaskItem item)
    {
        var target = item.GetMetadata("TargetPath");
        return ExtraFile.Create(
            Path.GetFullPath(item.ItemSpec, ProjectDirectory),
            target.Length > 0 ? target : $"{WorkingDirectory.TrimEnd('/')}/",
            item.GetMetadata("Mode"),
            item.GetMetadata("Owner"));
    }

    private IEnumerable<ImageLocation> Destinations(string repository)
    {
        if (LayoutPath.Length > 0)
            yield return new ImageLocation.InLayout(LayoutPath, Name: null);
        foreach (var host in ImageNames.Split(Registry))
            yield return new ImageLocation.InRegistry(ImageReference.Create(host, repository));
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
