using System.Text.Json;

namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>What the result file says about a layer.</summary>
/// <param name="Size">Compressed, in bytes.</param>
/// <param name="Status">What happened to it: made, or taken from somewhere.</param>
internal sealed record LayerResult(string Kind, string Digest, string DiffId, long Size, string Status)
{
    public static LayerResult From(JsonElement layer) => new(
        layer.GetProperty("kind").GetString()!,
        layer.GetProperty("digest").GetString()!,
        layer.GetProperty("diffId").GetString()!,
        layer.GetProperty("size").GetInt64(),
        layer.GetProperty("status").GetString()!);

    /// <summary>Whether nothing was compressed for it.</summary>
    public bool WasReused => Status is "cached" or "reused";
}
