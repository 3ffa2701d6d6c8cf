using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageBuild.Locking;

/// <summary>How the records of a lock are written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true,
    IndentSize = 2,
    NewLine = "\n",
    Converters = [typeof(DigestJsonConverter), typeof(TimeJsonConverter)])]
[JsonSerializable(typeof(LockDocument))]
[JsonSerializable(typeof(LockHeader))]
internal sealed partial class LockJson : JsonSerializerContext
{
    /// <summary>A context whose encoder leaves the '+' of versions readable; the file is not put into HTML.</summary>
    /// <remarks>A method: the initialisers of this class and of its generated part run in no defined order.</remarks>
    public static LockJson Readable() => new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
