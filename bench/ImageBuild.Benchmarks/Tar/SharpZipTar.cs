using System.Text;
using ICSharpCode.SharpZipLib.Tar;
using ImageBuild.Tar;
using Entry = ImageBuild.Tar.TarEntry;
using SharpEntry = ICSharpCode.SharpZipLib.Tar.TarEntry;

namespace ImageBuild.Benchmarks.Tar;

/// <summary>SharpZipLib's TarOutputStream.</summary>
internal sealed class SharpZipTar : ITarCandidate
{
    public string Name => "SharpZipLib";

    public void WriteControlled(IEnumerable<Entry> entries, Stream output)
    {
        using var tar = new TarOutputStream(output, Encoding.UTF8) { IsStreamOwner = false };
        foreach (var entry in entries)
        {
            var header = new TarHeader
            {
                Name = entry.Path,
                Mode = entry.Mode,
                UserId = entry.UserId,
                GroupId = entry.GroupId,
                UserName = "",
                GroupName = "",
                ModTime = DateTime.UnixEpoch,
                Size = entry.Content?.Size ?? 0,
                LinkName = entry.LinkTarget ?? "",
                TypeFlag = entry.Kind switch
                {
                    TarEntryKind.Directory => TarHeader.LF_DIR,
                    TarEntryKind.SymbolicLink => TarHeader.LF_SYMLINK,
                    TarEntryKind.HardLink => TarHeader.LF_LINK,
                    _ => TarHeader.LF_NORMAL,
                },
            };
            tar.PutNextEntry(new SharpEntry(header));
            using (var content = entry.Content?.Open())
                content?.CopyTo(tar, 1 << 17);
            tar.CloseEntry();
        }
    }

    public void WriteDefaults(IEnumerable<string> names, Stream output)
    {
        using var tar = new TarOutputStream(output, Encoding.UTF8) { IsStreamOwner = false };
        foreach (var name in names)
        {
            var content = Encoding.UTF8.GetBytes(name);
            var entry = SharpEntry.CreateTarEntry(name);
            entry.Size = content.Length;
            tar.PutNextEntry(entry);
            tar.Write(content);
            tar.CloseEntry();
        }
    }

    public void WriteFromDisk(string folder, IEnumerable<string> relativePaths, Stream output)
    {
        using var tar = new TarOutputStream(output, Encoding.UTF8) { IsStreamOwner = false };
        foreach (var path in relativePaths)
        {
            var entry = SharpEntry.CreateEntryFromFile(Path.Combine(folder, path));
            entry.Name = path;
            tar.PutNextEntry(entry);
            using (var content = File.OpenRead(Path.Combine(folder, path)))
                content.CopyTo(tar, 1 << 17);
            tar.CloseEntry();
        }
    }
}
