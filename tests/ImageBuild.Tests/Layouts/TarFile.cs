using System.Formats.Tar;
using System.Text;

namespace ImageBuild.Tests.Layouts;

/// <summary>Makes and lists archives with .NET's own library, so that no code is shared with what is tested.</summary>
internal static class TarFile
{
    public static string Write(string path, params (string Name, byte[] Bytes)[] files) => Write(path, [.. files.Select(file => File(file.Name, file.Bytes))]);

    public static string Write(string path, params TarEntry[] entries)
    {
        using var writer = new TarWriter(System.IO.File.Create(path), TarEntryFormat.Pax);
        foreach (var entry in entries)
            writer.WriteEntry(entry);
        return path;
    }

    public static TarEntry File(string name, byte[] bytes) => new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) };

    public static TarEntry Link(string name, string target) => new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = target };

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Each entry as "type mode owner time size path".</summary>
    public static IReadOnlyList<string> List(string path)
    {
        using var reader = new TarReader(System.IO.File.OpenRead(path));
        var lines = new List<string>();
        while (reader.GetNextEntry() is { } entry)
            lines.Add($"{(char)entry.EntryType} {Convert.ToString((int)entry.Mode, 8)} {entry.Uid}:{entry.Gid} {entry.ModificationTime.ToUnixTimeSeconds()} {entry.Length} {entry.Name}");
        return lines;
    }

    public static string Read(string path, string name)
    {
        using var reader = new TarReader(System.IO.File.OpenRead(path));
        while (reader.GetNextEntry(copyData: true) is { } entry)
        {
            if (entry.Name == name)
                return new StreamReader(entry.DataStream!).ReadToEnd();
        }

        throw new FileNotFoundException(name);
    }
}
