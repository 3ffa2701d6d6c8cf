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
        var instruction = ParseInstruction();
        var execution = new ExecutionRequest
        {
            AppCommand = AppCommand.Length > 0 || instruction == Publishing.AppCommandInstruction.None ? Specs(AppCommand) : DefaultCommand(root),
            AppCommandArgs = Specs(AppCommandArgs),
            DefaultArgs = Specs(DefaultArgs),
            Entrypoint = Specs(Entrypoint),
            EntrypointArgs = Specs(EntrypointArgs),
            Instruction = instruction,
            User = User.Length > 0 ? User : null,
            WorkingDirectory = WorkingDirectory,
            Environment = [.. Pairs(EnvironmentVariables), .. PropertyLists.Pairs(EnvironmentVariableList, "ContainerEnvironmentVariables")],
            Ports = [.. Ports.Select(port => port.GetMetadata("Type") is { Length: > 0 } type ? $"{port.ItemSpec}/{type}" : port.ItemSpec), .. PropertyLists.Words(PortList)],
            Labels = [.. Pairs(DefaultLabels), .. CreatedLabels(created), .. Pairs(Labels), .. PropertyLists.Pairs(LabelList, "ContainerLabels")],
            LabelBaseName = LabelBaseName,
            LabelBaseDigest = LabelBaseDigest,
            Volumes = Specs(Volumes),
            StopSignal = StopSignal.Length > 0 ? StopSignal : null,
            Healthcheck = Healthcheck.Parse(Specs(HealthcheckCommand), HealthcheckInterval, HealthcheckTimeout, HealthcheckStartPeriod, HealthcheckRetries),
        };
        AppFile[] extraFiles = [.. ExtraFiles.Select(ToAppFile)];
        ImageFolder[] folders = [.. Folders.Select(folder => ImageFolder.Parse(folder.ItemSpec, folder.GetMetadata("Mode"), folder.GetMetadata("Owner")))];
        TellOfBase(log);
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
                    Folders = folders,
                    Execution = execution,
                }),
            ],
            Annotations = [.. Annotations.Select(item => ImageAnnotation.Parse(item.ItemSpec, item.GetMetadata("Value"), item.GetMetadata("Scope")))],
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

    /// <summary>An assembled base has no `dotnet` command, a pulled one is expected to have it, as the SDK does. A single file has no .dll to name.</summary>
    private IReadOnlyList<string> DefaultCommand(string root) =>
        BaseName.Length > 0 && !SelfContained && ParsePublishMode() != Publishing.PublishMode.SingleFile ? ["dotnet", $"{root}/{AssemblyName}.dll"] : [$"{root}/{AssemblyName}"];

    private void TellOfBase(IBuildLog log)
    {
        if (BaseImage.Length == 0 && Family.Length > 0)
            log.Info($"  ContainerFamily={Family} leads to {BaseName}");
        if (BaseLocation is ImageLocation.InRegistry { Reference: var reference } && !ImageReference.NamesRegistry(BaseName))
            log.Warning(ErrorCodes.BaseWithoutRegistry, $"'{BaseName}' is taken for {reference}. {ErrorCodes.BaseWithoutRegistry.Remedy}");
    }

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
        var asked = item.GetMetadata("TargetPath");
        var target = asked.Length > 0 ? asked : $"{WorkingDirectory.TrimEnd('/')}/";
        return item.GetMetadata("LinkTarget") is { Length: > 0 } link
            ? ExtraFile.CreateLink(item.ItemSpec, target, link, item.GetMetadata("Owner"))
            : ExtraFile.Create(Path.GetFullPath(item.ItemSpec, ProjectDirectory), target, item.GetMetadata("Mode"), item.GetMetadata("Owner"));
    }

    private IEnumerable<ImageLocation> Destinations(string repository)
    {
        if (LayoutPath.Length > 0)
            yield return new ImageLocation.InLayout(LayoutPath, Name: null);
        if (ArchiveFile(repository) is { } archive)
            yield return Platforms.Length == 1 ? new ImageLocation.InDockerArchive(archive, Name: null) : new ImageLocation.InOciArchive(archive, Name: null);
        if (LocalRegistry.Length > 0)
            yield return new ImageLocation.InEngine(ParseLocalRegistry());
        foreach (var host in PropertyLists.Words(Registry))
            yield return new ImageLocation.InRegistry(ImageReference.Create(host, repository));
    }

    /// <summary>In a folder the file gets the name the SDK gives it, whose ending is no promise: neither is compressed, the layers are.</summary>
    private string? ArchiveFile(string repository) => ArchiveOutputPath switch
    {
        "" => null,
        _ when Path.EndsInDirectorySeparator(ArchiveOutputPath) || Directory.Exists(ArchiveOutputPath) => Path.Combine(ArchiveOutputPath, repository + ".tar.gz"),
        _ => ArchiveOutputPath,
    };

    private string ParseLocalRegistry() => LocalRegistry.ToLowerInvariant() switch
    {
        "docker" => "docker",
        "podman" => "podman",
        _ => throw ErrorCodes.InvalidValue.Error($"LocalRegistry is '{LocalRegistry}'. (the SDK's CONTAINER2002)", "Set it to Docker or Podman."),
    };

    private AppCommandInstruction ParseInstruction() => AppCommandInstruction switch
    {
        "" => Publishing.AppCommandInstruction.Inferred,
        "Entrypoint" => Publishing.AppCommandInstruction.Entrypoint,
        "DefaultArgs" => Publishing.AppCommandInstruction.DefaultArgs,
        "None" => Publishing.AppCommandInstruction.None,
        _ => throw ErrorCodes.InvalidValue.Error($"ContainerAppCommandInstruction is '{AppCommandInstruction}'. (the SDK's CONTAINER2021)", "Set it to Entrypoint, DefaultArgs or None."),
    };

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
