using System.Text.Json;

namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>The file that ContainerResultFile names. The only place in the tests that knows its keys.</summary>
internal sealed class PublishResult(JsonElement root)
{
    public static PublishResult Read(string file) => new(JsonDocument.Parse(File.ReadAllBytes(file)).RootElement);

    /// <summary>The digest that a tag would point to: the manifest's, or the index's for several platforms.</summary>
    public string Digest => root.GetProperty("digest").GetString()!;

    /// <summary>The platforms, in the order of the images.</summary>
    public IReadOnlyList<string> Platforms => [.. root.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("platform").GetString()!)];

    /// <summary>The layers of the first platform, from the lowest to the topmost.</summary>
    public IReadOnlyList<LayerResult> Layers =>
        [.. root.GetProperty("images")[0].GetProperty("layers").EnumerateArray().Select(LayerResult.From)];
}
