using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using ImageBuild.Content;
using ZstdSharp;

namespace ImageBuild.Tests.Debian;

/// <summary>Makes .deb files, good and bad ones.</summary>
internal sealed class TestDeb(string name, string version = "1.0", string architecture = "amd64")
{
    private readonly List<TarEntry> _entries = [];
    private readonly StringBuilder _md5Sums = new();
    private readonly Dictionary<string, string> _scripts = new(StringComparer.Ordinal);
    private string _fields = "";

    public string Name => name;

    public string Version => version;

    public string Architecture => architecture;

    /// <summary>How its members are compressed: "", ".gz", ".xz" or ".zst".</summary>
    public string Suffix { get; init; } = ".gz";

    public string Path => $"pool/main/{name[0]}/{name}/{name}_{version.Split(':')[^1]}_{architecture}.deb";

    public TestDeb Field(string field, string value)
    {
        _fields += $"{field}: {value}\n";
        return this;
    }

    /// <summary>A file beside "control": a script, "triggers", "conffiles".</summary>
    public TestDeb Script(string file, string text)
    {
        _scripts[file] = text;
        return this;
    }

    public TestDeb File(string path, string text, int mode = 0x1A4, int user = 0)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        _md5Sums.Append(Convert.ToHexStringLower(MD5Of(bytes))).Append("  ").Append(path.TrimStart('.', '/')).Append('\n');
        return Entry(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(bytes), Mode = (UnixFileMode)mode, Uid = user });
    }

    public TestDeb Directory(string path, int mode = 0x1ED) => Entry(new PaxTarEntry(TarEntryType.Directory, path) { Mode = (UnixFileMode)mode });

    public TestDeb Link(string path, string target) => Entry(new PaxTarEntry(TarEntryType.SymbolicLink, path) { LinkName = target });

    public TestDeb HardLink(string path, string target) => Entry(new PaxTarEntry(TarEntryType.HardLink, path) { LinkName = target });

    public TestDeb Entry(TarEntry entry)
    {
        _entries.Add(entry);
        return this;
    }

    /// <summary>What an index says about the package.</summary>
    public string Control => $"Package: {name}\nVersion: {version}\nArchitecture: {architecture}\nMaintainer: Nobody <nobody@example.org>\n{_fields}Description: for tests\n";

    public string IndexParagraph(byte[] deb) => $"{Control}Filename: {Path}\nSize: {deb.Length}\nSHA256: {Digest.Of(deb).Hex}\n";

    public byte[] Build()
    {
        var control = Tar([Text("./control", Control), Text("./md5sums", _md5Sums.ToString()), .. _scripts.Select(script => Text("./" + script.Key, script.Value))]);
        return Ar(("debian-binary", "2.0\n"u8.ToArray()), ("control.tar" + Suffix, Compress(control, Suffix)), ("data.tar" + Suffix, Compress(Tar(_entries is [] ? [new PaxTarEntry(TarEntryType.Directory, "./")] : _entries), Suffix)));
    }

    public static byte[] Ar(params (string Name, byte[] Bytes)[] members)
    {
        using var file = new MemoryStream();
        file.Write("!<arch>\n"u8);
        foreach (var (member, bytes) in members)
        {
            file.Write(Encoding.ASCII.GetBytes($"{member,-16}{0,-12}{0,-6}{0,-6}{100644,-8}{bytes.Length,-10}`\n"));
            file.Write(bytes);
            if (bytes.Length % 2 == 1)
                file.WriteByte((byte)'\n');
        }

        return file.ToArray();
    }

    public static byte[] Compress(byte[] bytes, string suffix)
    {
        if (suffix.Length == 0)
            return bytes;
        if (suffix == ".xz")
            return StoredXz.Write(bytes);
        using var file = new MemoryStream();
        using (Stream encoder = suffix == ".gz" ? new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true) : new CompressionStream(file, leaveOpen: true))
            encoder.Write(bytes);
        return file.ToArray();
    }

    public static byte[] Tar(IEnumerable<TarEntry> entries)
    {
        using var file = new MemoryStream();
        using (var writer = new TarWriter(file, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                if (entry.DataStream is { } data)
                    data.Position = 0;
                writer.WriteEntry(entry);
            }
        }

        return file.ToArray();
    }

    public static TarEntry Text(string path, string text) =>
        new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) };

#pragma warning disable CA5351 // md5sums is what dpkg calls the file; nothing is protected by it
    private static byte[] MD5Of(byte[] bytes) => MD5.HashData(bytes);
#pragma warning restore CA5351
}
