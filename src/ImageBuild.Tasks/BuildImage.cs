using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Publishing;
using ImageBuild.Registries;
using Microsoft.Build.Framework;

namespace ImageBuild.Tasks;

/// <summary>Builds an image of a published project and delivers it. Translates MSBuild's values and reports; the engine decides.</summary>
public sealed partial class BuildImage : EngineTask
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

    /// <summary>The full references of the image.</summary>
    [Output]
    public ITaskItem[] GeneratedContainerNames { get; private set; } = [];

    /// <inheritdoc />
    protected override async Task RunAsync(IBuildLog log, CancellationToken cancellationToken)
    {
        var request = CreateRequest(log);
        var cacheRoot = CacheDirectory.Length > 0 ? Path.GetFullPath(CacheDirectory, ProjectDirectory) : ContentCache.DefaultRoot(Environment.GetEnvironmentVariable);
        using var archives = ArchiveHttp.CreateClient();
        using var registries = RegistryAccess.Create(
            Environment.GetEnvironmentVariable,
            request.Destinations.OfType<Destination.Registry>().FirstOrDefault()?.Host,
            (request.Platforms[0].Base as BaseRequest.Pulled)?.Reference.Registry,
            log);
        var services = new BuildServices(new ContentCache(cacheRoot), archives, registries.Clients, Environment.GetEnvironmentVariable, log);
        var result = await new ImageBuilder(services).BuildAsync(request, cancellationToken).ConfigureAwait(false);

        await AtomicFile.WriteAsync(ResultFile, ImageResultJson.Write(result), cancellationToken).ConfigureAwait(false);
        GeneratedContainers = [.. result.Images.Select(Describe)];
        GeneratedContainerManifest = Text(result.Images[0].Image.Manifest.Bytes.Span);
        GeneratedContainerConfiguration = Text(ImageConfigJson.Write(result.Images[0].Config));
        GeneratedContainerDigest = result.Digest.ToString();
        GeneratedContainerMediaType = result.Root.Descriptor.MediaType;
        GeneratedImageIndex = result.Index is { } index ? Text(index.Manifest.Bytes.Span) : "";
        GeneratedContainerNames = [.. result.Destinations.SelectMany(destination => destination.References).Select(reference => new Microsoft.Build.Utilities.TaskItem(reference))];
        foreach (var line in ImageReport.Lines(result))
            log.Info(line);
    }

    private static Microsoft.Build.Utilities.TaskItem Describe(BuiltImage built)
    {
        var item = new Microsoft.Build.Utilities.TaskItem("GeneratedContainer");
        item.SetMetadata("Manifest", Text(built.Image.Manifest.Bytes.Span));
        item.SetMetadata("Configuration", Text(ImageConfigJson.Write(built.Config)));
        item.SetMetadata("ManifestDigest", built.Image.Digest.ToString());
        item.SetMetadata("ManifestMediaType", built.Image.Manifest.Descriptor.MediaType);
        item.SetMetadata("Platform", built.Image.Platform.ToString());
        return item;
    }

    private static string Text(ReadOnlySpan<byte> json) => System.Text.Encoding.UTF8.GetString(json);
}
