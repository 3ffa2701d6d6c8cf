using System.Formats.Tar;
using System.IO.Compression;

namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>The files of an image as a container sees them: later layers win. Contents are held in memory.</summary>
internal sealed class LayeredFiles
{
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);

    public static LayeredFiles Of(OciLayout layout)
    {
        var files = new LayeredFiles();
        foreach (var digest in layout.LayerDigests)
            files.Add(Path.Combine([layout.Path, "blobs", .. digest.Split(':')]));
        return files;
    }

    /// <summary>The paths of regular files, without a leading slash.</summary>
    public IEnumerable<string> Paths => _files.Keys;

    public byte[] Read(string path) => _files[path];

    public string ReadText(string path) => System.Text.Encoding.UTF8.GetString(Read(path));

    /// <summary>Through the links that the top-level directories are: "lib/x" is "usr/lib/x".</summary>
    public byte[]? Find(string path)
    {
        var top = path.Split('/')[0];
        return _files.GetValueOrDefault(_links.TryGetValue(top, out var target) ? target + path[top.Length..] : path);
    }

    private void Add(string blob)
    {
        using var compressed = File.OpenRead(blob);
        using var plain = new GZipStream(compressed, CompressionMode.Decompress);
        using var tar = new TarReader(plain);
        while (tar.GetNextEntry() is { } entry)
        {
            var path = entry.Name.TrimStart('.').TrimStart('/');
            switch (entry.EntryType)
            {
                case TarEntryType.RegularFile or TarEntryType.V7RegularFile:
                    using (var memory = new MemoryStream())
                    {
                        entry.DataStream?.CopyTo(memory);
                        _files[path] = memory.ToArray();
                    }

                    break;
                case TarEntryType.HardLink:
                    _files[path] = _files[entry.LinkName.TrimStart('.').TrimStart('/')];
                    break;
                case TarEntryType.SymbolicLink:
                    _links[path] = entry.LinkName;
                    break;
            }
        }
    }
}
