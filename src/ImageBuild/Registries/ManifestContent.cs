using System.Text.Json;
using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Registries;

/// <summary>What a manifest or index names. Read from somebody else's JSON, so every number is checked.</summary>
internal sealed record ManifestContent
{
    // An index of thousands of entries is no index of platforms but an attempt to keep us busy.
    private const int MaxEntries = 1000;

    /// <summary>The configuration; null for an index.</summary>
    public Descriptor? Config { get; private init; }

    /// <summary>The layers, lowest first; empty for an index.</summary>
    public IReadOnlyList<Descriptor> Layers { get; private init; } = [];

    /// <summary>The entries of an index; empty for a manifest.</summary>
    public IReadOnlyList<Descriptor> Manifests { get; private init; } = [];

    /// <summary>What this is attached to; null for nothing.</summary>
    public Descriptor? Subject { get; private init; }

    /// <summary>The artifact's type; null for images.</summary>
    public string? ArtifactType { get; private init; }

    /// <summary>The annotations of the manifest itself; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; private init; }

    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.MalformedAnswer"/>, <see cref="ErrorCodes.ManifestUnsupported"/>.</exception>
    public static ManifestContent Parse(BytesBlob manifest)
    {
        var what = $"The manifest {manifest.Descriptor.Digest}";
        if (!MediaTypes.IsIndex(manifest.Descriptor.MediaType) && !MediaTypes.IsManifest(manifest.Descriptor.MediaType))
            throw ErrorCodes.ManifestUnsupported.Error($"{what} is of the type '{manifest.Descriptor.MediaType}'.");
        try
        {
            using var document = JsonDocument.Parse(manifest.Bytes, new() { MaxDepth = 64 });
            var root = document.RootElement;
            return new()
            {
                Config = root.TryGetProperty("config", out var config) ? Read(config) : null,
                Layers = List(root, "layers"),
                Manifests = List(root, "manifests"),
                Subject = root.TryGetProperty("subject", out var subject) && subject.ValueKind == JsonValueKind.Object ? Read(subject) : null,
                ArtifactType = Text(root, "artifactType"),
                Annotations = Map(root, "annotations"),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw ErrorCodes.MalformedAnswer.Error($"{what} cannot be read: {exception.Message}", "Push the image again; this one is damaged.", exception);
        }
    }

    private static Descriptor[] List(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var list) || list.ValueKind == JsonValueKind.Null)
            return [];
        if (list.GetArrayLength() > MaxEntries)
            throw new FormatException($"'{name}' has {list.GetArrayLength()} entries, {MaxEntries} are read.");
        return [.. list.EnumerateArray().Select(Read)];
    }

    private static Descriptor Read(JsonElement element)
    {
        var digest = Text(element, "digest");
        if (!Digest.TryParse(digest, out var parsed))
            throw new FormatException($"'{digest}' is not a SHA-256 digest.");
        var size = element.GetProperty("size").GetInt64();
        if (size < 0)
            throw new FormatException($"The size {size} is negative.");
        return new(Text(element, "mediaType") ?? "application/octet-stream", parsed, size)
        {
            Annotations = Map(element, "annotations"),
            ArtifactType = Text(element, "artifactType"),
            Platform = element.TryGetProperty("platform", out var platform) && platform.ValueKind == JsonValueKind.Object
                ? new(Text(platform, "os") ?? "", Text(platform, "architecture") ?? "", Text(platform, "variant"))
                : null,
        };
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Dictionary<string, string>? Map(JsonElement element, string name) =>
        element.TryGetProperty(name, out var map) && map.ValueKind == JsonValueKind.Object
            ? map.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.String).ToDictionary(property => property.Name, property => property.Value.GetString()!)
            : null;
}
