using System.Text.Json;
using ImageBuild.Images;
using ImageBuild.Inspection.Assemblies;
using ImageBuild.Inspection.Comparing;
using ImageBuild.Inspection.Layers;
using ImageBuild.Inspection.Packages;
using ImageBuild.Layers;

namespace ImageBuild.Inspection.Rendering;

/// <summary>An explanation as JSON. Its schema is docs/schemas/explain.schema.json.</summary>
/// <param name="WithFiles">Whether the files that differ are in it.</param>
public sealed record ExplanationJson(bool WithFiles)
{
    /// <summary>Raised when a member changes its meaning; new members do not raise it.</summary>
    public const int SchemaVersion = 1;

    /// <summary>The document.</summary>
    public byte[] Write(Explanation explanation) => CanonicalJson.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("schemaVersion", SchemaVersion);
        writer.WriteString("before", explanation.Before);
        writer.WriteString("after", explanation.After);
        writer.WriteBoolean("same", explanation.IsSame);
        writer.WriteStrings("removedPlatforms", explanation.Removed.Select(platform => platform.ToString()));
        writer.WriteStrings("addedPlatforms", explanation.Added.Select(platform => platform.ToString()));
        writer.WriteStartArray("images");
        foreach (var image in explanation.Images)
            WriteImage(writer, image);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private void WriteImage(Utf8JsonWriter writer, ImageChange image)
    {
        writer.WriteStartObject();
        writer.WriteString("platform", image.Platform.ToString());
        writer.WriteString("before", image.Before.Digest.ToString());
        writer.WriteString("after", image.After.Digest.ToString());
        writer.WriteBoolean("same", image.IsSame);
        writer.WriteNumber("sameLayers", image.SameLayers);
        writer.WriteNumber("newSize", image.NewSize);
        writer.WriteStartArray("layers");
        foreach (var layer in image.Layers)
            WriteLayer(writer, layer);
        writer.WriteEndArray();
        WritePackages(writer, image.Packages);
        writer.WriteStartArray("settings");
        foreach (var (field, before, after) in image.Settings)
            WriteChange(writer, "field", field, before, after);
        writer.WriteEndArray();
        writer.WriteStartArray("causes");
        foreach (var cause in image.Causes)
            WriteCause(writer, cause);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteLayer(Utf8JsonWriter writer, LayerChange layer)
    {
        writer.WriteStartObject();
        writer.WriteString("difference", Word(layer.Difference));
        writer.WriteOptional("kind", layer.Side.Label.Kind?.Name());
        writer.WriteString("name", layer.Side.Label.Name);
        WriteSide(writer, "before", layer.Before);
        WriteSide(writer, "after", layer.After);
        WritePackages(writer, layer.Packages);
        if (WithFiles)
        {
            writer.WriteStartArray("files");
            foreach (var file in layer.Files)
                WriteFile(writer, file);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteSide(Utf8JsonWriter writer, string name, LayerSide? side)
    {
        if (side is null)
            return;
        writer.WriteStartObject(name);
        writer.WriteNumber("index", side.Index);
        writer.WriteString("digest", side.Descriptor.Digest.ToString());
        writer.WriteString("diffId", side.DiffId.ToString());
        writer.WriteNumber("size", side.Descriptor.Size);
        writer.WriteEndObject();
    }

    private static void WritePackages(Utf8JsonWriter writer, IEnumerable<PackageChange> packages)
    {
        writer.WriteStartArray("packages");
        foreach (var (type, name, before, after) in packages)
        {
            writer.WriteStartObject();
            writer.WriteString("type", type.Name());
            writer.WriteString("name", name);
            writer.WriteOptional("before", before);
            writer.WriteOptional("after", after);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteFile(Utf8JsonWriter writer, FileChange file)
    {
        writer.WriteStartObject();
        writer.WriteString("path", "/" + file.Path);
        writer.WriteString("difference", Word(file.Difference));
        writer.WriteStrings("aspects", Enum.GetValues<FileAspects>().Where(aspect => aspect != FileAspects.None && file.Aspects.HasFlag(aspect)).Select(aspect => aspect.ToString().ToLowerInvariant()));
        WriteEntry(writer, "before", file.Before);
        WriteEntry(writer, "after", file.After);
        if (file.Assembly is { } assembly)
        {
            writer.WriteStartObject("assembly");
            writer.WriteBoolean("sameProgram", assembly.IsSameProgram);
            writer.WriteStartArray("differences");
            foreach (var (fact, before, after) in assembly.Differences)
                WriteChange(writer, "fact", fact, before, after);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter writer, string name, LayerEntry? entry)
    {
        if (entry is null)
            return;
        writer.WriteStartObject(name);
        EntryJson.WriteMembers(writer, entry);
        writer.WriteEndObject();
    }

    private static void WriteCause(Utf8JsonWriter writer, Cause cause)
    {
        writer.WriteStartObject();
        writer.WriteString("input", cause.Input);
        writer.WriteString("text", cause.Text);
        writer.WriteOptional("before", cause.Before);
        writer.WriteOptional("after", cause.After);
        writer.WriteStrings("files", cause.Files);
        writer.WriteBoolean("all", cause.IsAll);
        writer.WriteOptional("remedy", cause.Remedy);
        writer.WriteEndObject();
    }

    private static void WriteChange(Utf8JsonWriter writer, string key, string what, string? before, string? after)
    {
        writer.WriteStartObject();
        writer.WriteString(key, what);
        writer.WriteOptional("before", before);
        writer.WriteOptional("after", after);
        writer.WriteEndObject();
    }

    private static string Word(Difference difference) => difference.ToString().ToLowerInvariant();
}
