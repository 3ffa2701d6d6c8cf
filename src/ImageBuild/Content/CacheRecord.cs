using System.Globalization;
using System.Text.Json.Serialization;

namespace ImageBuild.Content;

/// <summary>What the cache remembers of a key: layers/&lt;key&gt;.json.</summary>
/// <param name="Name">What it is, for people.</param>
/// <param name="MediaType">The media type of the packed bytes.</param>
/// <param name="Digest">The digest of the packed bytes.</param>
/// <param name="Size">The number of packed bytes.</param>
/// <param name="DiffId">The digest of the tar.</param>
/// <param name="Modified">The time of last change that the blob's file had when its bytes were last known to be right, in ticks, UTC.</param>
/// <param name="Seal">A digest over the key and the other members, so that a record that was changed on disk is not believed.</param>
internal sealed record CacheRecord(string Name, string MediaType, string Digest, long Size, string DiffId, long Modified, string Seal)
{
    /// <summary>The record of a key, sealed.</summary>
    public static CacheRecord Of(Digest key, string name, Descriptor descriptor, Digest diffId, long modified)
    {
        var record = new CacheRecord(name, descriptor.MediaType, descriptor.Digest.ToString(), descriptor.Size, diffId.ToString(), modified, "");
        return record with { Seal = record.SealFor(key) };
    }

    /// <summary>Whether this is what was written down for the key.</summary>
    public bool IsOf(Digest key) => Seal == SealFor(key);

    private string SealFor(Digest key) => Content.Digest.Of(string.Create(
        CultureInfo.InvariantCulture, $"{key}\n{Name}\n{MediaType}\n{Digest}\n{Size}\n{DiffId}\n{Modified}\n")).ToString();
}

/// <summary>Serialization without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CacheRecord))]
internal sealed partial class CacheRecordJson : JsonSerializerContext;
