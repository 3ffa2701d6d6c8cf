using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>Reads an OCI layout with one single-platform image from its bytes alone, independently of the engine.</summary>
internal sealed class OciLayout(string path)
{
    private const string RefName = "org.opencontainers.image.ref.name";

    public string Path => path;

    /// <summary>What the layout's index calls the image.</summary>
    public string Tag => Entry().GetProperty("annotations").GetProperty(RefName).GetString()!;

    public string ManifestDigest => Entry().GetProperty("digest").GetString()!;

    public JsonElement Manifest => Json(ManifestDigest);

    public JsonElement Config => Json(Manifest.GetProperty("config").GetProperty("digest").GetString()!);

    /// <summary>Digests from the lowest layer to the topmost.</summary>
    public IReadOnlyList<string> LayerDigests =>
        [.. Manifest.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("digest").GetString()!)];

    /// <summary>The paths of all files in all layers, without a leading slash.</summary>
    public IReadOnlySet<string> Files()
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
        foreach (var digest in LayerDigests)
        {
            using var compressed = File.OpenRead(Blob(digest));
            using var plain = new GZipStream(compressed, CompressionMode.Decompress);
            using var tar = new TarReader(plain);
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry.EntryType is not TarEntryType.Directory)
                    files.Add(entry.Name.TrimStart('.').TrimStart('/'));
            }
        }

        return files;
    }

    private JsonElement Entry() =>
        JsonDocument.Parse(File.ReadAllBytes(System.IO.Path.Combine(path, "index.json"))).RootElement.GetProperty("manifests").EnumerateArray().Single();

    private JsonElement Json(string digest) => JsonDocument.Parse(File.ReadAllBytes(Blob(digest))).RootElement;

    private string Blob(string digest) => System.IO.Path.Combine([path, "blobs", .. digest.Split(':')]);
}
