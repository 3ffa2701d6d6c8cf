using System.Text.Json;
using ImageBuild.Images;

namespace ImageBuild.Layouts;

/// <summary>One line of manifest.json, the table of contents of what `docker save` writes.</summary>
/// <param name="Config">The file with the configuration.</param>
/// <param name="Names">What the image is called: "registry/repository:tag"; empty for no name.</param>
/// <param name="Layers">The files with the layers, lowest first.</param>
internal sealed record DockerArchiveImage(string Config, IReadOnlyList<string> Names, IReadOnlyList<string> Layers)
{
    private const string ConfigMember = "Config";
    private const string NamesMember = "RepoTags";
    private const string LayersMember = "Layers";

    /// <exception cref="Diagnostics.ImageBuildException"><see cref="Diagnostics.ErrorCodes.InvalidImage"/>.</exception>
    public static IReadOnlyList<DockerArchiveImage> Read(byte[] json, string where) => ImageDocument.Read<IReadOnlyList<DockerArchiveImage>>(
        json,
        $"'manifest.json' in '{where}'",
        root => [.. root.EnumerateArray().Select(image => new DockerArchiveImage(image.GetText(ConfigMember), Strings(image, NamesMember), Strings(image, LayersMember)))]);

    public static byte[] Write(DockerArchiveImage image) => CanonicalJson.Write(writer =>
    {
        writer.WriteStartArray();
        writer.WriteStartObject();
        writer.WriteString(ConfigMember, image.Config);
        writer.WriteStrings(NamesMember, image.Names);
        writer.WriteStrings(LayersMember, image.Layers);
        writer.WriteEndObject();
        writer.WriteEndArray();
    });

    private static IReadOnlyList<string> Strings(JsonElement image, string name) =>
        image.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(item => item.GetString() ?? throw new FormatException($"'{name}' holds null"))]
            : [];
}
