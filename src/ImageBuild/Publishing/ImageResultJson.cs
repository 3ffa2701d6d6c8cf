using System.Text.Json;
using ImageBuild.Images;
using ImageBuild.Layers;

namespace ImageBuild.Publishing;

/// <summary>Writes the result file. Its schema is in docs/result-file.md.</summary>
public static class ImageResultJson
{
    /// <summary>Raised when a member changes its meaning; new members do not raise it.</summary>
    public const int SchemaVersion = 1;

    /// <summary>The result as JSON.</summary>
    public static byte[] Write(ImageResult result) => CanonicalJson.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("schemaVersion", SchemaVersion);
        writer.WriteString("repository", result.Repository);
        writer.WriteStrings("tags", result.Tags);
        writer.WriteString("digest", result.Digest.ToString());
        writer.WriteString("mediaType", result.Root.Descriptor.MediaType);
        writer.WriteStartArray("images");
        foreach (var image in result.Images)
            WriteImage(writer, image);
        writer.WriteEndArray();
        writer.WriteStartArray("destinations");
        foreach (var destination in result.Destinations)
            WriteDestination(writer, destination);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void WriteImage(Utf8JsonWriter writer, BuiltImage built)
    {
        writer.WriteStartObject();
        writer.WriteString("platform", built.Image.Platform.ToString());
        writer.WriteString("digest", built.Image.Digest.ToString());
        writer.WriteString("config", built.Image.Config.Descriptor.Digest.ToString());
        writer.WriteStartArray("layers");
        foreach (var layer in built.Layers)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", layer.Kind.Name());
            writer.WriteString("name", layer.Name);
            writer.WriteString("mediaType", layer.Layer.Descriptor.MediaType);
            writer.WriteString("digest", layer.Layer.Descriptor.Digest.ToString());
            writer.WriteString("diffId", layer.Layer.DiffId.ToString());
            writer.WriteNumber("size", layer.Layer.Descriptor.Size);
            writer.WriteString("status", layer.Fate.ToString().ToLowerInvariant());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteDestination(Utf8JsonWriter writer, DestinationResult destination)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", destination.Kind);
        writer.WriteStrings("references", destination.References);
        writer.WriteString("digestReference", destination.DigestReference);
        writer.WriteNumber("requests", destination.Requests);
        writer.WriteNumber("bytesSent", destination.BytesSent);
        writer.WriteStartArray("blobs");
        foreach (var blob in destination.Blobs)
        {
            writer.WriteStartObject();
            writer.WriteString("digest", blob.Descriptor.Digest.ToString());
            writer.WriteString("status", blob.Status);
            writer.WriteNumber("bytesSent", blob.BytesSent);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
