using System.Formats.Tar;
using System.Text;
using ImageBuild.Tar;
using Entry = ImageBuild.Tar.TarEntry;
using SystemEntry = System.Formats.Tar.TarEntry;
using SystemWriter = System.Formats.Tar.TarWriter;

namespace ImageBuild.Benchmarks.Tar;

/// <summary>The runtime's System.Formats.Tar, in the formats that other programs read everywhere.</summary>
internal sealed class SystemTar(TarEntryFormat format) : ITarCandidate
{
    public string Name => $"System.Formats.Tar, {format.ToString().ToLowerInvariant()}";

    public void WriteControlled(IEnumerable<Entry> entries, Stream output)
    {
        using var writer = new SystemWriter(output, format, leaveOpen: true);
        foreach (var entry in entries)
        {
            var made = Create(TypeOf(entry.Kind), entry.Path);
            made.Uid = entry.UserId;
            made.Gid = entry.GroupId;
            made.Mode = (UnixFileMode)entry.Mode;
            made.ModificationTime = DateTimeOffset.UnixEpoch;
            if (entry.LinkTarget is not null)
                made.LinkName = entry.LinkTarget;
            if (made is PosixTarEntry posix)
                (posix.UserName, posix.GroupName) = ("", "");
            using var content = entry.Content?.Open();
            if (content is not null)
                made.DataStream = content;
            writer.WriteEntry(made);
        }
    }

    public void WriteDefaults(IEnumerable<string> names, Stream output)
    {
        using var writer = new SystemWriter(output, format, leaveOpen: true);
        foreach (var name in names)
        {
            var entry = Create(TarEntryType.RegularFile, name);
            entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(name));
            writer.WriteEntry(entry);
        }
    }

    public void WriteFromDisk(string folder, IEnumerable<string> relativePaths, Stream output)
    {
        using var writer = new SystemWriter(output, format, leaveOpen: true);
        foreach (var path in relativePaths)
            writer.WriteEntry(Path.Combine(folder, path), path);
    }

    private SystemEntry Create(TarEntryType type, string name) =>
        format == TarEntryFormat.Ustar ? new UstarTarEntry(type, name) : new PaxTarEntry(type, name);

    private static TarEntryType TypeOf(TarEntryKind kind) => kind switch
    {
        TarEntryKind.Directory => TarEntryType.Directory,
        TarEntryKind.SymbolicLink => TarEntryType.SymbolicLink,
        TarEntryKind.HardLink => TarEntryType.HardLink,
        _ => TarEntryType.RegularFile,
    };
}
