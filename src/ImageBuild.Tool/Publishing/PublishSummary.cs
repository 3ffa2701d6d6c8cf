using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ImageBuild.Content;
using ImageBuild.Publishing;
using ImageBuild.Tool.Documents;

namespace ImageBuild.Tool.Publishing;

/// <summary>All images of a publish, for people and for programs.</summary>
internal static class PublishSummary
{
    private static readonly string[] Headings = ["IMAGE", "DIGEST", "SIZE", "SENT", "READY AFTER"];

    /// <summary>A table without lines: names to the left, numbers to the right.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<PublishedImage> images)
    {
        List<string[]> rows =
        [
            Headings,
            .. images.Select(image => new[]
            {
                image.Name,
                image.Digest[..Math.Min(image.Digest.Length, "sha256:".Length + 12)],
                ByteSize.Text(image.Size),
                ByteSize.Text(image.Sent),
                string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, image.ReadyAfter.TotalSeconds):0.0} s"),
            }),
        ];
        var widths = Headings.Select((_, column) => rows.Max(row => row[column].Length)).ToList();
        return rows.Select(row => string.Join("  ", row.Select((cell, column) => column < 2 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
    }

    /// <summary>docs/schemas/publish.schema.json.</summary>
    public static byte[] Json(IReadOnlyList<PublishedImage> images)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("schemaVersion", ToolJson.SchemaVersion);
            writer.WriteStartArray("images");
            foreach (var image in images)
            {
                writer.WriteStartObject();
                writer.WriteString("project", image.Project);
                writer.WritePropertyName("result");
                image.Result.WriteTo(writer);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }
}
