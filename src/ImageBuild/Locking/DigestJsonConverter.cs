using System.Text.Json;
using System.Text.Json.Serialization;
using ImageBuild.Content;

namespace ImageBuild.Locking;

/// <summary>A digest as "sha256:…".</summary>
internal sealed class DigestJsonConverter : JsonConverter<Digest>
{
    /// <inheritdoc />
    public override Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Digest.TryParse(reader.GetString(), out var digest)
            ? digest
            : throw new JsonException("A digest is 'sha256:' and 64 hexadecimal digits.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
