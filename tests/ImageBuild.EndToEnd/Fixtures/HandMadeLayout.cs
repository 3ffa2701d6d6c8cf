using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>Writes an OCI layout from parts, so that images of every shape can be had without the engine.</summary>
internal sealed class HandMadeLayout
{
    private const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    private const string Index = "application/vnd.oci.image.index.v1+json";
    private const string Config = "application/vnd.oci.image.config.v1+json";
    private const string Tar = "application/vnd.oci.image.layer.v1.tar";

    private readonly JsonArray _entries = [];

    public HandMadeLayout(string path)
    {
        Path = path;
        Directory.CreateDirectory(System.IO.Path.Combine(path, "blobs", "sha256"));
        File.WriteAllText(System.IO.Path.Combine(path, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
    }

    public string Path { get; }

    /// <summary>A layout with the image "v1", whose layers are noise of these sizes in bytes: nobody runs it, everybody can push it.</summary>
    public static HandMadeLayout OfNoise(string path, params int[] sizes)
    {
        var layout = new HandMadeLayout(path);
        var random = new Random(sizes.Length);
        var layers = sizes.Select(size =>
        {
            var bytes = new byte[size];
            random.NextBytes(bytes);
            return (Layer: layout.Blob(Tar, bytes), DiffId: Digest(bytes));
        }).ToList();
        var config = new JsonObject { ["architecture"] = "amd64", ["os"] = "linux" };
        layout.Image("v1", config, [.. layers.Select(layer => layer.Layer)], [.. layers.Select(layer => layer.DiffId)]);
        return layout;
    }

    /// <summary>Takes a layer over from another layout.</summary>
    public JsonObject Layer(string layout, string mediaType, LayerResult layer)
    {
        File.Copy(FileOf(layout, layer.Digest), FileOf(Path, layer.Digest), overwrite: true);
        return Descriptor(mediaType, layer.Digest, layer.Size);
    }

    /// <summary>Adds a layer of any bytes.</summary>
    /// <returns>Its descriptor.</returns>
    public JsonObject Layer(string mediaType, byte[] bytes) => Blob(mediaType, bytes);

    /// <summary>An image of one platform.</summary>
    /// <param name="tag">Its name in the layout.</param>
    /// <param name="config">Without rootfs.</param>
    /// <param name="layers">Descriptors.</param>
    /// <param name="diffIds">Of the same layers.</param>
    /// <returns>Its descriptor.</returns>
    public JsonObject Image(string tag, JsonObject config, JsonObject[] layers, string[] diffIds)
    {
        config["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. diffIds.Select(id => JsonValue.Create(id))]) };
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = Manifest,
            ["config"] = Blob(Config, Bytes(config)),
            ["layers"] = new JsonArray([.. layers.Select(layer => layer.DeepClone())]),
        };
        var descriptor = Blob(Manifest, Bytes(manifest));
        Name(tag, descriptor);
        descriptor["platform"] = new JsonObject { ["architecture"] = config["architecture"]!.DeepClone(), ["os"] = "linux" };
        return descriptor;
    }

    /// <summary>An index of images of this layout.</summary>
    public void IndexOf(string tag, params JsonObject[] images)
    {
        var index = new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = Index, ["manifests"] = new JsonArray([.. images.Select(image => image.DeepClone())]) };
        Name(tag, Blob(Index, Bytes(index)));
    }

    private void Name(string tag, JsonObject descriptor)
    {
        var entry = descriptor.DeepClone();
        entry["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = tag };
        _entries.Add(entry);
        File.WriteAllBytes(System.IO.Path.Combine(Path, "index.json"), Bytes(new JsonObject { ["schemaVersion"] = 2, ["manifests"] = _entries.DeepClone() }));
    }

    private JsonObject Blob(string mediaType, byte[] bytes)
    {
        File.WriteAllBytes(FileOf(Path, Digest(bytes)), bytes);
        return Descriptor(mediaType, Digest(bytes), bytes.Length);
    }

    private static JsonObject Descriptor(string mediaType, string digest, long size) => new() { ["mediaType"] = mediaType, ["digest"] = digest, ["size"] = size };

    private static byte[] Bytes(JsonNode node) => System.Text.Encoding.UTF8.GetBytes(node.ToJsonString());

    public static string Digest(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string FileOf(string layout, string digest) => System.IO.Path.Combine([layout, "blobs", .. digest.Split(':')]);
}
