using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ImageBuild.Tool.Documents;

/// <summary>Writes what <c>--output json</c> prints. The schemas are in docs/schemas.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(TransferDocument))]
[JsonSerializable(typeof(ReferenceDocument))]
[JsonSerializable(typeof(ListingDocument))]
[JsonSerializable(typeof(DeletionDocument))]
internal sealed partial class ToolJson : JsonSerializerContext
{
    /// <summary>Raised when a member changes its meaning; new members do not raise it.</summary>
    public const int SchemaVersion = 1;

    public static void Print<T>(ConsoleLog log, T document, JsonTypeInfo<T> type) => log.Output.WriteLine(JsonSerializer.Serialize(document, type));
}
