using System.Formats.Tar;
using System.Text;
using ImageBuild.Diagnostics;
using ImageBuild.Tar;
using Entry = ImageBuild.Tar.TarEntry;

namespace ImageBuild.Debian;

/// <summary>Unpacks a .deb into memory. Nothing of it is executed, nothing is written to disk.</summary>
/// <remarks>
/// deb(5). Even a signed package is read as if it were hostile: names and links stay below the root, there are no devices,
/// files lose their setuid and setgid bits unless somebody asked for them, and the unpacked size has a limit.
/// </remarks>
/// <param name="name">What to call the package in messages.</param>
internal sealed class DebReader(string name)
{
    private const int EntryLimit = 500_000;
    private const int ScriptLimit = 1 << 20;
    private const int SetUserAndGroup = 0xC00; // 06000

    /// <summary>How many bytes a package may unpack to. The largest in Debian that an application could want are far below.</summary>
    public long ExpandedLimit { get; init; } = 1L << 30;

    /// <summary>Leaves the setuid and setgid bits of files as they are.</summary>
    public bool KeepSetuid { get; init; }

    /// <summary>Entries that are kept; the bytes of others are not even held until the package is read.</summary>
    public Func<Entry, bool> Wanted { get; init; } = _ => true;

    /// <summary>Reads a package.</summary>
    /// <param name="deb">The file, seekable, from its start.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.PackageDamaged"/>, <see cref="ErrorCodes.PackageUnsafe"/>, <see cref="ErrorCodes.PackageTooLarge"/>.</exception>
    public DebPackage Read(Stream deb)
    {
        try
        {
            var members = ArReader.List(deb);
            CheckFormat(deb, members);
            var control = ReadControl(deb, Find(members, "control.tar"));
            var text = control.GetValueOrDefault("control") ?? throw new FormatException("it has no control file");
            var description = new PackageDescription(ControlParagraph.ReadAll(new StringReader(text)).First());
            if (!PoolPath.IsPackageName(description.Name))
                throw new FormatException($"'{description.Name}' is not the name of a package");
            return new DebPackage(description, text, control.GetValueOrDefault("md5sums") ?? "", ReadTar(deb, Find(members, "data.tar"), Wanted)) { Scripts = control };
        }
        catch (Exception exception) when (Decompression.IsDamage(exception))
        {
            throw ErrorCodes.PackageDamaged.Error($"The package {name} cannot be read: {exception.Message}", inner: exception);
        }
    }

    private static void CheckFormat(Stream deb, IReadOnlyList<ArMember> members)
    {
        if (members.Count == 0 || members[0].Name != "debian-binary")
            throw new FormatException("its first member is not debian-binary");
        var version = new byte[Math.Min(members[0].Size, 16)];
        using var section = new SectionStream(deb, members[0].Offset, members[0].Size);
        section.ReadExactly(version);
        if (!Encoding.ASCII.GetString(version).StartsWith("2.", StringComparison.Ordinal))
            throw new FormatException("it is not of format 2");
    }

    private static ArMember Find(IReadOnlyList<ArMember> members, string name) =>
        members.FirstOrDefault(member => member.Name == name || member.Name.StartsWith(name + ".", StringComparison.Ordinal))
        ?? throw new FormatException($"it has no {name}");

    /// <summary>The small text files beside "control": sums, scripts, triggers.</summary>
    private Dictionary<string, string> ReadControl(Stream deb, ArMember member) =>
        ReadTar(deb, member, _ => true)
            .Where(entry => entry.Kind == TarEntryKind.File && (entry.Path is "control" or "md5sums" || entry.Content!.Size <= ScriptLimit))
            .GroupBy(entry => entry.Path, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => Encoding.UTF8.GetString(((FileContent.InMemory)group.Last().Content!).Bytes.Span), StringComparer.Ordinal);

    /// <summary>Reads a member. The bytes of entries nobody wants are passed over: for the large packages that is most of the memory.</summary>
    private List<Entry> ReadTar(Stream deb, ArMember member, Func<Entry, bool> wanted)
    {
        try
        {
            return ReadTar(deb, member, wanted, wanted);
        }
        catch (PassedOverException)
        {
            // A wanted file is a hard link to one that is not wanted, which hardly any package has.
            return ReadTar(deb, member, wanted, _ => true);
        }
    }

    private List<Entry> ReadTar(Stream deb, ArMember member, Func<Entry, bool> wanted, Func<Entry, bool> hasContent)
    {
        var suffix = Path.GetExtension(member.Name);
        using var section = new SectionStream(deb, member.Offset, member.Size);
        using var expanded = new LimitedStream(
            Decompression.Open(section, suffix == ".tar" ? "" : suffix),
            ExpandedLimit,
            () => ErrorCodes.PackageTooLarge.Error($"The package {name} unpacks to more than {ExpandedLimit} bytes."));
        using var reader = new TarReader(expanded, leaveOpen: true);

        var entries = new List<Entry>();
        var contents = new Dictionary<string, FileContent?>(StringComparer.Ordinal);
        for (var count = 0; reader.GetNextEntry() is { } source; count++)
        {
            if (count == EntryLimit)
                throw ErrorCodes.PackageTooLarge.Error($"The package {name} has more than {EntryLimit} files.");
            if (Convert(source, contents, hasContent) is { } entry && wanted(entry))
                entries.Add(entry.Kind == TarEntryKind.File && entry.Content is null ? throw new PassedOverException() : entry);
        }

        return entries;
    }

    /// <returns>Null for the root itself.</returns>
    private Entry? Convert(System.Formats.Tar.TarEntry source, Dictionary<string, FileContent?> contents, Func<Entry, bool> hasContent)
    {
        var path = PackagePath.Normalise(source.Name)
            ?? throw Unsafe($"'{source.Name}' is not below the root");
        if (path.Length == 0)
            return source.EntryType == TarEntryType.Directory ? null : throw Unsafe("the root is not a directory");

        var mode = (int)source.Mode;
        switch (source.EntryType)
        {
            case TarEntryType.Directory:
                return Own(Entry.Directory(path, mode));
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                var file = new Entry(path, TarEntryKind.File, Allowed(mode));
                contents[path] = hasContent(file) ? ReadContent(source) : null;
                return Own(file with { Content = contents[path] });
            case TarEntryType.SymbolicLink:
                return PackagePath.StaysBelowRoot(path, source.LinkName)
                    ? Own(Entry.SymbolicLink(path, source.LinkName))
                    : throw Unsafe($"the link '{path}' leads to '{source.LinkName}', above the root");
            case TarEntryType.HardLink:
                // The same content object under two paths; RootFileSystem makes a link of it where both are kept.
                var target = PackagePath.Normalise(source.LinkName);
                if (target is null || !contents.TryGetValue(target, out var content))
                    throw Unsafe($"the hard link '{path}' leads to '{source.LinkName}', which is not an earlier file of the package");
                contents[path] = content;
                return Own(new Entry(path, TarEntryKind.File, Allowed(mode)) { Content = content });
            default:
                throw Unsafe($"'{path}' is a {source.EntryType}");
        }

        int Allowed(int bits) => KeepSetuid ? bits : bits & ~SetUserAndGroup;

        Entry Own(Entry entry) => entry with { UserId = source.Uid, GroupId = source.Gid };
    }

    private static FileContent.InMemory ReadContent(System.Formats.Tar.TarEntry source)
    {
        // The tar header may promise any length: the buffer grows with what is there, not with what is promised.
        using var memory = new MemoryStream((int)Math.Min(source.Length, 64 << 20));
        source.DataStream?.CopyTo(memory);
        if (memory.Length != source.Length)
            throw new EndOfStreamException($"it ends within {source.Name}");
        return new FileContent.InMemory(memory.Length == memory.Capacity ? memory.GetBuffer() : memory.ToArray());
    }

    private ImageBuildException Unsafe(string what) => ErrorCodes.PackageUnsafe.Error($"The package {name} is refused: {what}.");

    /// <summary>The content of a wanted file was passed over.</summary>
    private sealed class PassedOverException : Exception;
}
