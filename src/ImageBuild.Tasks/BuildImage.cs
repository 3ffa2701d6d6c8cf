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
    /// <summary>The manifest as JSON.</summary>
    [Output]
    public string GeneratedContainerManifest { get; private set; } = "";

    /// <summary>The configuration as JSON.</summary>
    [Output]
    public string GeneratedContainerConfiguration { get; private set; } = "";

    /// <summary>The digest of the manifest.</summary>
    [Output]
    public string GeneratedContainerDigest { get; private set; } = "";

    /// <summary>The media type of the manifest.</summary>
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
            request.Destinations.OfType<Destination.Registry>().Select(registry => registry.Host),
            (request.Base as BaseRequest.Pulled)?.Reference.Registry,
            log);
        var services = new BuildServices(new ContentCache(cacheRoot), archives, registries.Clients, Environment.GetEnvironmentVariable, log);
        var result = await new ImageBuilder(services).BuildAsync(request, cancellationToken).ConfigureAwait(false);

        await AtomicFile.WriteAsync(ResultFile, ImageResultJson.Write(result), cancellationToken).ConfigureAwait(false);
        GeneratedContainerManifest = System.Text.Encoding.UTF8.GetString(result.Image.Manifest.Bytes.Span);
        GeneratedContainerConfiguration = System.Text.Encoding.UTF8.GetString(ImageConfigJson.Write(result.Config));
        GeneratedContainerDigest = result.Digest.ToString();
        GeneratedContainerMediaType = result.Image.Manifest.Descriptor.MediaType;
        GeneratedContainerNames = [.. result.Destinations.SelectMany(destination => destination.References).Select(reference => new Microsoft.Build.Utilities.TaskItem(reference))];
        foreach (var line in ImageReport.Lines(result))
            log.Info(line);
    }
}
