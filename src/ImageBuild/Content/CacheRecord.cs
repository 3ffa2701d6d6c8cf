using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace ImageBuild.Content;

/// <summary>What the cache remembers of a key: layers/&lt;key&gt;.json.</summary>
/// <param name="Name">What it is, for people.</param>
/// <param name="Descriptor">The packed bytes.</param>
/// <param name="DiffId">The digest of the tar.</param>
/// <param name="Modified">The time of last change that the blob's file had when its bytes were last known to be right, in ticks, UTC.</param>
/// <remarks>JSON by hand, because a build reads one per layer, and getting a serializer ready for it takes longer than all of the reading.</remarks>
internal sealed record CacheRecord(string Name, Descriptor Descriptor, Digest DiffId, long Modified)
{
    /// <summary>The bytes of the file, with a seal over them and the key, so that a record that was changed on disk is not believed.</summary>
    public byte[] ToJson(Digest key)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("name", Name);
            writer.WriteString("mediaType", Descriptor.MediaType);
            writer.WriteString("digest", Descriptor.Digest.ToString());
            writer.WriteNumber("size", Descriptor.Size);
            writer.WriteString("diffId", DiffId.ToString());
            writer.WriteNumber("modified", Modified);
            writer.WriteString("seal", SealFor(key));
            writer.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Reads the bytes of the file.</summary>
    /// <returns>Null where they are not what was written down for the key.</returns>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="InvalidOperationException">A text in it is no Unicode.</exception>
    public static CacheRecord? FromJson(ReadOnlyMemory<byte> json, Digest key)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement is not { ValueKind: JsonValueKind.Object } root
            || Text(root, "name") is not { } name
            || Text(root, "mediaType") is not { } mediaType
            || !Digest.TryParse(Text(root, "digest"), out var digest)
            || Number(root, "size") is not { } size
            || !Digest.TryParse(Text(root, "diffId"), out var diffId)
            || Number(root, "modified") is not { } modified)
            return null;
        var record = new CacheRecord(name, new Descriptor(mediaType, digest, size), diffId, modified);
        return Text(root, "seal") == record.SealFor(key) ? record : null;
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    private string SealFor(Digest key) => Digest.Of(string.Create(
        CultureInfo.InvariantCulture,
        $"{key}\n{Name}\n{Descriptor.MediaType}\n{Descriptor.Digest}\n{Descriptor.Size}\n{DiffId}\n{Modified}\n")).ToString();
}
