using System.Text.Json;
using ImageBuild.Content;

namespace ImageBuild.Images;

/// <summary>Writes manifests and indexes. <see cref="ManifestContent"/> reads them.</summary>
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
}
