using System.Text.Json;
using ImageBuild.Content;

namespace ImageBuild.Registries;

/// <summary>Writes the index that lists what is attached to a manifest where the registry does not.</summary>
internal static class ReferrersIndex
{
    public static BytesBlob Write(IReadOnlyList<Descriptor> entries)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", MediaTypes.OciIndex);
            json.WriteStartArray("manifests");
            foreach (var entry in entries)
                Write(json, entry);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new(MediaTypes.OciIndex, buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter json, Descriptor entry)
    {
        json.WriteStartObject();
        json.WriteString("mediaType", entry.MediaType);
        json.WriteString("digest", entry.Digest.ToString());
        json.WriteNumber("size", entry.Size);
        if (entry.ArtifactType is { } type)
            json.WriteString("artifactType", type);
        if (entry.Annotations is { Count: > 0 } annotations)
        {
            json.WriteStartObject("annotations");
            foreach (var (key, value) in annotations.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                json.WriteString(key, value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
