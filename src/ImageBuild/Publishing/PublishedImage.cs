using System.Text.Json;

namespace ImageBuild.Publishing;

/// <summary>An image that a publish made, as its result file says: docs/schemas/result.schema.json.</summary>
/// <param name="Project">The name of the project.</param>
/// <param name="Result">The result file.</param>
/// <param name="ReadyAfter">How long after the start of the command it was finished.</param>
public sealed record PublishedImage(string Project, JsonElement Result, TimeSpan ReadyAfter)
{
    /// <summary>The image's name without registry and tag.</summary>
    public string Repository => Result.GetProperty("repository").GetString()!;

    /// <summary>The tags it has everywhere.</summary>
    public IEnumerable<string> Tags => Result.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!);

    /// <summary>"orders:1.4.2".</summary>
    public string Name => $"{Repository}:{Tags.First()}";

    /// <summary>What the tags lead to.</summary>
    public string Digest => Result.GetProperty("digest").GetString()!;

    /// <summary>The packed bytes of all layers, each counted once.</summary>
    public long Size => Result.GetProperty("images").EnumerateArray().SelectMany(image => image.GetProperty("layers").EnumerateArray())
        .DistinctBy(layer => layer.GetProperty("digest").GetString()).Sum(layer => layer.GetProperty("size").GetInt64());

    /// <summary>The bytes that went to registries or were written.</summary>
    public long Sent => Destinations.Sum(destination => destination.GetProperty("bytesSent").GetInt64());

    /// <summary>One a destination.</summary>
    public IEnumerable<string> DigestReferences => Destinations.Select(destination => destination.GetProperty("digestReference").GetString()!);

    private IEnumerable<JsonElement> Destinations => Result.GetProperty("destinations").EnumerateArray();

    /// <summary>Reads the result files of a folder, sorted by project.</summary>
    /// <param name="folder">Where the publish left them.</param>
    /// <param name="start">When the command began, in UTC.</param>
    public static IReadOnlyList<PublishedImage> ReadAll(DirectoryInfo folder, DateTime start) =>
    [
        .. folder.EnumerateFiles("*.json").OrderBy(file => file.Name, StringComparer.Ordinal).Select(file =>
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
            return new PublishedImage(Path.GetFileNameWithoutExtension(file.Name), document.RootElement.Clone(), file.LastWriteTimeUtc - start);
        }),
    ];
}
