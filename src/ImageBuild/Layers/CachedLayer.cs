using System.Text.Json.Serialization;

namespace ImageBuild.Layers;

/// <summary>What the cache remembers of a layer: layers/&lt;key&gt;.json.</summary>
/// <param name="MediaType">The media type of the packed bytes.</param>
/// <param name="Digest">The digest of the packed bytes.</param>
/// <param name="Size">The number of packed bytes.</param>
/// <param name="DiffId">The digest of the tar.</param>
internal sealed record CachedLayer(string MediaType, string Digest, long Size, string DiffId);

/// <summary>Serialization without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CachedLayer))]
internal sealed partial class CachedLayerJson : JsonSerializerContext;
