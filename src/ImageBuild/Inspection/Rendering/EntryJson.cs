using System.Text.Json;
using ImageBuild.Images;
using ImageBuild.Inspection.Layers;

namespace ImageBuild.Inspection.Rendering;

/// <summary>Entries of layers in JSON documents.</summary>
internal static class EntryJson
{
    /// <summary>Everything but the path.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, LayerEntry entry)
    {
        writer.WriteString("type", entry.Type.Name());
        writer.WriteString("mode", FileMode.Octal(entry.Mode));
        writer.WriteNumber("userId", entry.UserId);
        writer.WriteNumber("groupId", entry.GroupId);
        writer.WriteNumber("size", entry.Size);
        writer.WriteString("modified", CanonicalJson.Time(entry.Modified));
        writer.WriteOptional("linkTarget", entry.LinkTarget);
        writer.WriteOptional("digest", entry.Digest?.ToString());
    }
}
