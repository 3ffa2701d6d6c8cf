using System.Text.Json;
using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Images;

/// <summary>Writes manifests and indexes, and reads what they name.</summary>
public static class ManifestJson
{
    /// <summary>The canonical bytes of a manifest.</summary>
    public static byte[] WriteManifest(
        ImageFormat format, Descriptor config, IEnumerable<Descriptor> layers, IReadOnlyDictionary<string, string>? annotations = null) =>
        CanonicalJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("schemaVersion", 2);
            writer.WriteString("mediaType", format.ManifestType());
            writer.WritePropertyName("config");
            WriteDescriptor(writer, config);
            writer.WriteStartArray("layers");
            foreach (var layer in layers)
                WriteDescriptor(writer, layer);
            writer.WriteEndArray();
            if (annotations is { Count: > 0 })
                writer.WriteMap("annotations", annotations);
            writer.WriteEndObject();
        });

    /// <summary>The canonical bytes of an index.</summary>
    public static byte[] WriteIndex(ImageFormat format, IEnumerable<Descriptor> manifests, IReadOnlyDictionary<string, string>? annotations = null) =>
        CanonicalJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("schemaVersion", 2);
            writer.WriteString("mediaType", format.IndexType());
            writer.WriteStartArray("manifests");
            foreach (var manifest in manifests)
                WriteDescriptor(writer, manifest);
            writer.WriteEndArray();
            if (annotations is { Count: > 0 })
                writer.WriteMap("annotations", annotations);
            writer.WriteEndObject();
        });

    /// <summary>Reads what a manifest of either family names.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidImage"/>.</exception>
    public static (Descriptor Config, IReadOnlyList<Descriptor> Layers) ReadManifest(ReadOnlySpan<byte> json) =>
        ImageDocument.Read(json, "A manifest", root => (
            ReadDescriptor(root.GetProperty("config")),
            (IReadOnlyList<Descriptor>)[.. root.GetProperty("layers").EnumerateArray().Select(ReadDescriptor)]));

    /// <summary>Reads the entries of an index of either family.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidImage"/>.</exception>
    public static IReadOnlyList<Descriptor> ReadIndex(ReadOnlySpan<byte> json) =>
        ImageDocument.Read(json, "A manifest", root => (IReadOnlyList<Descriptor>)[.. root.GetProperty("manifests").EnumerateArray().Select(ReadDescriptor)]);

    private static void WriteDescriptor(Utf8JsonWriter writer, Descriptor descriptor)
    {
        writer.WriteStartObject();
        writer.WriteString("mediaType", descriptor.MediaType);
        writer.WriteString("digest", descriptor.Digest.ToString());
        writer.WriteNumber("size", descriptor.Size);
        if (descriptor.Annotations is { Count: > 0 } annotations)
            writer.WriteMap("annotations", annotations);
        if (descriptor.Platform is { } platform)
        {
            writer.WriteStartObject("platform");
            writer.WriteString("architecture", platform.Architecture);
            writer.WriteString("os", platform.OperatingSystem);
            writer.WriteOptional("variant", platform.Variant);
            writer.WriteEndObject();
        }

        writer.WriteOptional("artifactType", descriptor.ArtifactType);
        writer.WriteEndObject();
    }

    private static Descriptor ReadDescriptor(JsonElement element)
    {
        var size = element.GetProperty("size").GetInt64();
        if (size < 0)
            throw new FormatException("a size is negative");
        return new Descriptor(element.GetText("mediaType"), ImageDocument.ToDigest(element.GetProperty("digest")), size)
        {
            Annotations = element.TryGetProperty("annotations", out var annotations) && annotations.ValueKind == JsonValueKind.Object
                ? annotations.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetString() ?? "")
                : null,
            Platform = element.TryGetProperty("platform", out var platform)
                ? new Platform(
                    platform.GetText("os"),
                    platform.GetText("architecture"),
                    platform.TryGetProperty("variant", out var variant) ? variant.GetString() : null)
                : null,
            ArtifactType = element.TryGetProperty("artifactType", out var type) ? type.GetString() : null,
        };
    }
}
