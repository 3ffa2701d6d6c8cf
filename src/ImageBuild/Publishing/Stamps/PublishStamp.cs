using ImageBuild.Content;
using ImageBuild.Layers;
using ImageBuild.Registries;
using ImageBuild.Transfers;

namespace ImageBuild.Publishing.Stamps;

/// <summary>What a publish left behind for the next one: where nothing changed, that one only looks whether everything is still there.</summary>
/// <param name="Inputs">The fingerprint of everything the image was made of.</param>
/// <param name="Outputs">What a build hands on.</param>
/// <param name="Tags">The tags that lead to the image in registries.</param>
/// <param name="Files">The files the image consists of on disk.</param>
/// <param name="Report">What to tell people.</param>
/// <param name="Result">The result file of a publish that found everything there.</param>
public sealed record PublishStamp(
    Digest Inputs,
    PublishOutputs Outputs,
    IReadOnlyList<StampedTag> Tags,
    IReadOnlyList<StampedFile> Files,
    IReadOnlyList<string> Report,
    ReadOnlyMemory<byte> Result)
{
    /// <summary>The stamp of a result.</summary>
    public static PublishStamp Of(Digest inputs, ImageRequest request, ImageResult result)
    {
        var unchanged = Unchanged(result);
        return new(
            inputs,
            PublishOutputs.Of(result),
            [.. result.Destinations.Where(destination => destination.Kind == "registry").SelectMany(destination => destination.References).Select(TagOf)],
            [.. request.Destinations.SelectMany(destination => FilesOf(destination, result)).Select(path => StampedFile.Of(path) ?? throw new InvalidOperationException($"'{path}' was written and is gone."))],
            [.. ImageReport.Lines(unchanged)],
            ImageResultJson.Write(unchanged));

        // The tag of a single platform leads to that platform's image.
        StampedTag TagOf(string text)
        {
            var reference = ImageReference.Parse(text);
            var own = request.PlatformTags && result.Index is not null
                ? request.Platforms.Zip(result.Images).FirstOrDefault(pair => reference.Tag!.EndsWith("-" + pair.First.RuntimeIdentifier, StringComparison.Ordinal)).Second
                : null;
            return new StampedTag(reference.Registry, reference.Repository, reference.Tag!, own?.Image.Digest ?? result.Digest);
        }
    }

    /// <summary>Whether the files are all as they were.</summary>
    public bool HasAllFiles() => Files.All(file => StampedFile.Of(file.Path) == file);

    /// <summary>Whether all tags lead where they did. Asks each registry.</summary>
    /// <exception cref="Diagnostics.ImageBuildException">A registry cannot be reached, or refuses.</exception>
    public async Task<bool> HasAllTagsAsync(RegistryClients registries, CancellationToken cancellationToken)
    {
        foreach (var tag in Tags)
        {
            if ((await registries.For(tag.Registry).HeadManifestAsync(tag.Repository, tag.Tag, cancellationToken).ConfigureAwait(false))?.Digest != tag.Digest)
                return false;
        }

        return true;
    }

    /// <summary>The same result from a publish that had nothing to do.</summary>
    private static ImageResult Unchanged(ImageResult result) => result with
    {
        Images = [.. result.Images.Select(image => image with
        {
            Layers = [.. image.Layers.Select(layer => layer with { Fate = layer.Fate == LayerFate.Base ? LayerFate.Base : LayerFate.Cached })],
        })],
        Destinations = [.. result.Destinations.Select(destination => destination with
        {
            Blobs = [.. destination.Blobs.Select(blob => blob with { Status = "reused", BytesSent = 0 })],
            Requests = destination.Kind == "registry" ? 1 + destination.References.Count : 0,
        })],
    };

    private static IEnumerable<string> FilesOf(ImageLocation destination, ImageResult result) => destination switch
    {
        ImageLocation.InLayout layout => result.Images
            .SelectMany(built => built.Image.Blobs.Select(blob => blob.Descriptor.Digest).Append(built.Image.Digest))
            .Append(result.Digest)
            .Distinct()
            .Select(digest => Path.Combine(layout.Folder, "blobs", "sha256", digest.Hex))
            .Prepend(Path.Combine(layout.Folder, "index.json")),
        ImageLocation.InOciArchive archive => [archive.File],
        ImageLocation.InDockerArchive archive => [archive.File],
        _ => [],
    };
}

/// <summary>A tag and where it should lead.</summary>
public sealed record StampedTag(string Registry, string Repository, string Tag, Digest Digest);

/// <summary>A file as it was left: absolute path, bytes, time of last change in ticks, UTC.</summary>
public sealed record StampedFile(string Path, long Length, long Modified)
{
    /// <summary>The file as it is now; null where it is missing.</summary>
    public static StampedFile? Of(string path) =>
        new FileInfo(path) is { Exists: true } file ? new StampedFile(path, file.Length, file.LastWriteTimeUtc.Ticks) : null;
}
