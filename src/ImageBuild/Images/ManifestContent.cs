using System.Text.Json;
using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Images;

/// <summary>What a manifest or index names. Read from somebody else's JSON, so every number is checked.</summary>
public sealed record ManifestContent
{
    // An index of thousands of entries is no index of platforms but an attempt to keep us busy.
    private const int MaxEntries = 1000;

    /// <summary>The configuration; null for an index.</summary>
    public Descriptor? Config { get; private init; }

    /// <summary>The layers, lowest first; empty for an index.</summary>
    public IReadOnlyList<Descriptor> Layers { get; private init; } = [];

    /// <summary>The entries of an index; empty for a manifest.</summary>
    public IReadOnlyList<Descriptor> Manifests { get; private init; } = [];

    /// <summary>Those entries of an index that are images and run somewhere: attestations, for one, say "unknown".</summary>
    public IEnumerable<Descriptor> Images => Manifests.Where(entry => entry.Platform is { OperatingSystem: not ("" or "unknown") } && MediaTypes.IsManifest(entry.MediaType));

    /// <summary>What this is attached to; null for nothing.</summary>
    public Descriptor? Subject { get; private init; }

    /// <summary>The artifact's type; null for images.</summary>
    public string? ArtifactType { get; private init; }

    /// <summary>The annotations of the manifest itself; empty for none.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; private init; } = new Dictionary<string, string>();

    /// <summary>The configuration and the layers; empty for an index.</summary>
    public IEnumerable<Descriptor> Blobs => Config is null ? Layers : Layers.Prepend(Config);

    /// <summary>Reads a manifest or an index of either family; its media type says which it is.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.ManifestUnsupported"/>, <see cref="ErrorCodes.InvalidImage"/>.</exception>
    public static ManifestContent Read(BytesBlob manifest)
    {
        var (type, what) = (manifest.Descriptor.MediaType, $"The manifest {manifest.Descriptor.Digest}");
        if (!MediaTypes.IsIndex(type) && !MediaTypes.IsManifest(type))
            throw ErrorCodes.ManifestUnsupported.Error($"{what} is of the type '{type}'.");
        return ImageDocument.Read(manifest.Bytes.Span, what, root => MediaTypes.IsIndex(type) ? ReadIndex(root) : ReadManifest(root));
    }

    private static ManifestContent ReadIndex(JsonElement root) => Common(root) with { Manifests = List(root, "manifests") };

    private static ManifestContent ReadManifest(JsonElement root) => Common(root) with
    {
        Config = ReadDescriptor(root.GetProperty("config")),
        Layers = List(root, "layers"),
    };

    private static ManifestContent Common(JsonElement root) => new()
    {
        Subject = root.TryGetProperty("subject", out var subject) && subject.ValueKind == JsonValueKind.Object ? ReadDescriptor(subject) : null,
        ArtifactType = root.FindText("artifactType"),
        Annotations = Map(root) ?? new Dictionary<string, string>(),
    };

    private static Descriptor[] List(JsonElement root, string name)
    {
        var list = root.GetProperty(name);
        if (list.GetArrayLength() > MaxEntries)
            throw new FormatException($"'{name}' has {list.GetArrayLength()} entries, {MaxEntries} are read");
        return [.. list.EnumerateArray().Select(ReadDescriptor)];
    }

    private static Descriptor ReadDescriptor(JsonElement element)
    {
        var size = element.GetProperty("size").GetInt64();
        if (size < 0)
            throw new FormatException("a size is negative");
        return new Descriptor(element.GetText("mediaType"), ImageDocument.ToDigest(element.GetProperty("digest")), size)
        {
            Annotations = Map(element),
            ArtifactType = element.FindText("artifactType"),
            Platform = element.TryGetProperty("platform", out var platform) && platform.ValueKind == JsonValueKind.Object
                ? new Platform(platform.GetText("os"), platform.GetText("architecture"), platform.FindText("variant"))
                : null,
        };
    }

    private static Dictionary<string, string>? Map(JsonElement element) =>
        element.TryGetProperty("annotations", out var map) && map.ValueKind == JsonValueKind.Object
            ? map.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.String).ToDictionary(member => member.Name, member => member.Value.GetString()!)
            : null;
}
