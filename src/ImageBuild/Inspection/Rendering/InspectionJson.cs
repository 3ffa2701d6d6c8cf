using System.Text.Json;
using ImageBuild.Images;
using ImageBuild.Inspection.Comparing;
using ImageBuild.Inspection.Layers;
using ImageBuild.Inspection.Packages;
using ImageBuild.Layers;

namespace ImageBuild.Inspection.Rendering;

/// <summary>An inspection as JSON. Its schema is docs/schemas/inspect.schema.json.</summary>
/// <param name="WithFiles">Whether the entries of every layer are in it.</param>
public sealed record InspectionJson(bool WithFiles)
{
    /// <summary>Raised when a member changes its meaning; new members do not raise it.</summary>
    public const int SchemaVersion = 1;

    /// <summary>The document.</summary>
    /// <param name="inspection">What was found.</param>
    /// <param name="comparison">What another image has in common with it; null for none.</param>
    public byte[] Write(ImageInspection inspection, SharedContent? comparison = null) => CanonicalJson.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("schemaVersion", SchemaVersion);
        writer.WriteString("source", inspection.Source);
        writer.WriteString("digest", inspection.Root.Digest.ToString());
        writer.WriteString("mediaType", inspection.Root.MediaType);
        writer.WriteString("depth", inspection.Depth.ToString().ToLowerInvariant());
        writer.WriteStartArray("images");
        foreach (var image in inspection.Images)
            WriteImage(writer, image, comparison?.With(image));
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private void WriteImage(Utf8JsonWriter writer, InspectedImage image, SharedImage? shared)
    {
        writer.WriteStartObject();
        writer.WriteString("platform", image.Platform.ToString());
        writer.WriteString("digest", image.Manifest.Digest.ToString());
        writer.WriteString("config", image.ConfigDigest.ToString());
        writer.WriteNumber("size", image.Size);
        writer.WriteNumber("unpackedSize", image.UnpackedSize);
        writer.WriteNumber("hiddenSize", image.HiddenSize);
        WriteSettings(writer, image.Config);
        writer.WriteMap("annotations", image.Annotations);
        writer.WriteStartArray("layers");
        foreach (var layer in image.Layers)
            WriteLayer(writer, layer, shared);
        writer.WriteEndArray();
        writer.WriteStartArray("packages");
        foreach (var package in image.Packages)
            WritePackage(writer, package, shared);
        writer.WriteEndArray();
        writer.WriteStrings("notes", image.Notes);
        if (shared is not null)
            WriteComparison(writer, shared);
        writer.WriteEndObject();
    }

    private static void WriteSettings(Utf8JsonWriter writer, ImageConfig config)
    {
        writer.WriteOptional("created", config.Created is { } created ? CanonicalJson.Time(created) : null);
        writer.WriteOptional("author", config.Author);
        writer.WriteString("user", config.User ?? "root");
        writer.WriteString("workingDirectory", config.WorkingDirectory ?? "/");
        writer.WriteStrings("entrypoint", config.Entrypoint);
        writer.WriteStrings("command", config.Command);
        writer.WriteStrings("ports", config.ExposedPorts);
        writer.WriteStrings("volumes", config.Volumes);
        writer.WriteOptional("stopSignal", config.StopSignal);
        writer.WriteStartArray("environment");
        foreach (var (name, value) in config.Environment)
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteString("value", value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteMap("labels", config.Labels);
    }

    private void WriteLayer(Utf8JsonWriter writer, InspectedLayer layer, SharedImage? shared)
    {
        writer.WriteStartObject();
        writer.WriteOptional("kind", layer.Kind?.Name());
        writer.WriteString("name", layer.Name);
        writer.WriteOptional("createdBy", layer.Label.CreatedBy);
        writer.WriteString("mediaType", layer.Descriptor.MediaType);
        writer.WriteString("digest", layer.Descriptor.Digest.ToString());
        writer.WriteString("diffId", layer.DiffId.ToString());
        writer.WriteNumber("size", layer.Descriptor.Size);
        writer.WriteNumber("share", Math.Round(layer.Share, 6));
        writer.WriteNumber("unpackedSize", layer.UnpackedSize);
        writer.WriteNumber("hiddenSize", layer.HiddenSize);
        writer.WriteNumber("fileCount", layer.FileCount);
        if (shared is not null)
            writer.WriteBoolean("shared", shared.Has(layer));
        writer.WriteStartArray("packages");
        foreach (var package in layer.Packages)
        {
            writer.WriteStartObject();
            WriteIdentity(writer, package.Identity);
            writer.WriteNumber("size", package.Size);
            writer.WriteNumber("fileCount", package.FileCount);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (WithFiles && layer.Files is not null)
            WriteFiles(writer, layer.Files);
        writer.WriteEndObject();
    }

    private static void WriteFiles(Utf8JsonWriter writer, IEnumerable<InspectedFile> files)
    {
        writer.WriteStartArray("files");
        foreach (var (entry, package, isHidden) in files)
        {
            writer.WriteStartObject();
            writer.WriteString("path", "/" + entry.Path);
            EntryJson.WriteMembers(writer, entry);
            if (package is not null)
            {
                writer.WriteStartObject("package");
                WriteIdentity(writer, package);
                writer.WriteEndObject();
            }

            if (isHidden)
                writer.WriteBoolean("hidden", true);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WritePackage(Utf8JsonWriter writer, InspectedPackage package, SharedImage? shared)
    {
        writer.WriteStartObject();
        WriteIdentity(writer, package.Identity);
        writer.WriteStrings("licenses", package.Licenses);
        writer.WriteNumber("size", package.Size);
        writer.WriteNumber("fileCount", package.FileCount);
        writer.WriteStartArray("layers");
        foreach (var layer in package.Layers)
            writer.WriteNumberValue(layer);
        writer.WriteEndArray();
        if (shared is not null)
            writer.WriteStrings("otherVersions", shared.VersionsOf(package.Identity));
        writer.WriteEndObject();
    }

    private static void WriteComparison(Utf8JsonWriter writer, SharedImage shared)
    {
        writer.WriteStartObject("comparison");
        writer.WriteString("source", shared.Source);
        writer.WriteString("digest", shared.Other.Manifest.Digest.ToString());
        writer.WriteNumber("sharedLayers", shared.SharedLayers);
        writer.WriteNumber("sharedSize", shared.SharedSize);
        writer.WriteEndObject();
    }

    private static void WriteIdentity(Utf8JsonWriter writer, PackageIdentity package)
    {
        writer.WriteString("type", package.Type.Name());
        writer.WriteString("name", package.Name);
        writer.WriteString("version", package.Version);
    }
}
