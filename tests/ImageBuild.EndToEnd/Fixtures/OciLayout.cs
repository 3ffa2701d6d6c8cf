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

    /// <summary>All names the layout's index has.</summary>
    public IEnumerable<string> Tags => Index().Select(entry => entry.GetProperty("annotations").GetProperty(RefName).GetString()!);

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

    /// <summary>The content of the first file, from the lowest layer up, whose path starts and whose name ends as given.</summary>
    public async Task<byte[]> ReadAsync(string start, string end = "")
    {
        foreach (var digest in LayerDigests)
        {
            await using var compressed = File.OpenRead(Blob(digest));
            await using var plain = new GZipStream(compressed, CompressionMode.Decompress);
            await using var tar = new TarReader(plain);
            while (await tar.GetNextEntryAsync() is { } entry)
            {
                if (entry is { EntryType: TarEntryType.RegularFile, DataStream: { } data } && entry.Name.StartsWith(start, StringComparison.Ordinal) && entry.Name.EndsWith(end, StringComparison.Ordinal)
                    && (end.Length > 0 || entry.Name == start))
                {
                    using var bytes = new MemoryStream();
                    await data.CopyToAsync(bytes);
                    return bytes.ToArray();
                }
            }
        }

        throw new FileNotFoundException($"No layer of '{path}' has {start}…{end}.");
    }

    /// <summary>The only image; it may have several names.</summary>
    private JsonElement Entry() => Index().DistinctBy(entry => entry.GetProperty("digest").GetString()).Single();

    private JsonElement.ArrayEnumerator Index() =>
        JsonDocument.Parse(File.ReadAllBytes(System.IO.Path.Combine(path, "index.json"))).RootElement.GetProperty("manifests").EnumerateArray();

    private JsonElement Json(string digest) => JsonDocument.Parse(File.ReadAllBytes(Blob(digest))).RootElement;

    private string Blob(string digest) => System.IO.Path.Combine([path, "blobs", .. digest.Split(':')]);
}
