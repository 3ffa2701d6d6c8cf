using System.Buffers.Binary;
using System.Formats.Tar;
using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Layouts;

/// <summary>Where in a tar archive which file lies. Names out of an archive are only looked up here and never become a path on disk.</summary>
/// <remarks>
/// Only headers are read, so that an archive of gigabytes opens at once. Its author may mean harm: headers, names and the number
/// of entries are limited before anything of their size is set aside.
/// </remarks>
internal sealed class ArchiveIndex
{
    private const int MaxEntries = 100_000;
    private const int MaxExtension = 1 << 20;
    private const int MaxLinks = 8;
    private const int BlockSize = 512;

    private readonly Dictionary<string, (long Offset, long Size)> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);

    private ArchiveIndex(string path) => Path = path;

    /// <summary>The archive.</summary>
    public string Path { get; }

    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.ArchiveUnreadable"/>.</exception>
    public static ArchiveIndex Read(string path)
    {
        var index = new ArchiveIndex(System.IO.Path.GetFullPath(path));
        try
        {
            using var stream = new FileStream(index.Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            index.Read(stream);
            return index;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or InvalidOperationException or NotSupportedException or ArgumentException)
        {
            throw ErrorCodes.ArchiveUnreadable.Error($"'{index.Path}' cannot be read: {exception.Message}", inner: exception);
        }
    }

    public bool Contains(string name) => Resolve(name) is not null;

    /// <summary>The number of bytes of a file; null where there is none.</summary>
    public long? SizeOf(string name) => Resolve(name) is { } found ? _files[found].Size : null;

    /// <summary>A small file as a whole.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.NotInLayout"/>, <see cref="ErrorCodes.ContentTooLarge"/>.</exception>
    public byte[] ReadAll(string name, int limit)
    {
        var (offset, size) = Required(name);
        if (size > limit)
            throw ErrorCodes.ContentTooLarge.Error($"'{name}' in '{Path}' has {size} bytes, {limit} are read.");
        return ReadAt(offset, (int)size);
    }

    /// <summary>The first bytes of a file, or all of it where it is shorter.</summary>
    public byte[] ReadStart(string name, int count)
    {
        var (offset, size) = Required(name);
        return ReadAt(offset, (int)Math.Min(size, count));
    }

    /// <summary>A file as a blob.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.NotInLayout"/>: it is missing, or of another length.</exception>
    public IBlob Blob(string name, Descriptor descriptor)
    {
        var (offset, size) = Required(name);
        return size == descriptor.Size
            ? new ArchivedBlob(Path, offset, descriptor)
            : throw ErrorCodes.NotInLayout.Error($"'{Path}' lacks the blob {descriptor.Digest} of {descriptor.Size} bytes.");
    }

    private void Read(FileStream stream)
    {
        if (ReadAt(0, 2) is [0x1F, 0x8B])
            throw ErrorCodes.ArchiveUnreadable.Error($"'{Path}' is compressed.", $"Unpack it first: gunzip '{Path}'.");
        using var reader = new TarReader(stream, leaveOpen: true);
        var count = 0;
        CheckExtensions(0);
        while (reader.GetNextEntry(copyData: false) is { } entry)
        {
            if (++count > MaxEntries)
                throw ErrorCodes.ArchiveUnreadable.Error($"'{Path}' has more than {MaxEntries} entries.", "An image has a few dozen; look at where the file came from.");
            // Some writers state the length of its target with a hard link.
            if (entry.EntryType != TarEntryType.HardLink)
                CheckExtensions(entry.DataOffset + Padded(entry.Length));
            var name = Normalize(entry.Name);
            if (LeadsOut(name))
                continue;
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile)
            {
                _links.Remove(name);
                _files[name] = (entry.DataOffset, entry.Length);
            }
            else if (entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink)
            {
                // docker save used to write a layer once and links to it where another image has it too.
                var folder = entry.EntryType == TarEntryType.SymbolicLink && name.Contains('/', StringComparison.Ordinal) ? name[..(name.LastIndexOf('/') + 1)] : "";
                var target = Normalize(folder + entry.LinkName);
                if (!LeadsOut(target) && !entry.LinkName.StartsWith('/'))
                    _links[name] = target;
            }
        }
    }

    /// <summary>Extended headers are read into memory as a whole, whatever length they state; so the length is looked at first.</summary>
    private void CheckExtensions(long position)
    {
        for (var count = 0; count < MaxLinks; count++)
        {
            var header = ReadAt(position, BlockSize);
            if (header.Length < BlockSize || header[156] is not ((byte)'x' or (byte)'g' or (byte)'L' or (byte)'K'))
                return;
            var size = SizeField(header.AsSpan(124, 12));
            if (size is < 0 or > MaxExtension)
                throw ErrorCodes.ArchiveUnreadable.Error($"'{Path}' has an extended header of {size} bytes, {MaxExtension} are read.");
            position += BlockSize + Padded(size);
        }

        throw ErrorCodes.ArchiveUnreadable.Error($"'{Path}' has more than {MaxLinks} extended headers in a row.");
    }

    private static long SizeField(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) != 0)
            return BinaryPrimitives.ReadInt64BigEndian(field[4..]);
        long size = 0;
        foreach (var digit in field.Trim(" \0"u8))
            size = digit is >= (byte)'0' and <= (byte)'7' ? (size << 3) | (uint)(digit - '0') : -1;
        return size;
    }

    private (long Offset, long Size) Required(string name) =>
        Resolve(name) is { } found ? _files[found] : throw ErrorCodes.NotInLayout.Error($"'{Path}' lacks the file '{name}'.");

    private string? Resolve(string name)
    {
        name = Normalize(name);
        for (var step = 0; step < MaxLinks && !_files.ContainsKey(name); step++)
        {
            if (!_links.TryGetValue(name, out var next))
                return null;
            name = next;
        }

        return _files.ContainsKey(name) ? name : null;
    }

    private byte[] ReadAt(long offset, int count)
    {
        using var section = new FileSection(Path, offset, count);
        var bytes = new byte[count];
        var read = section.ReadAtLeast(bytes, count, throwOnEndOfStream: false);
        return read == count ? bytes : bytes[..read];
    }

    private static long Padded(long size) => (size + BlockSize - 1) / BlockSize * BlockSize;

    private static bool LeadsOut(string name) => name is ".." or ['.', '.', '/', ..];

    /// <summary>"./a//b/../c" is "a/c". What would lead out of the archive keeps its "..".</summary>
    private static string Normalize(string name)
    {
        var parts = new List<string>();
        foreach (var part in name.Split('/'))
        {
            if (part == ".." && parts.Count > 0 && parts[^1] != "..")
                parts.RemoveAt(parts.Count - 1);
            else if (part is not ("" or "."))
                parts.Add(part);
        }

        return string.Join('/', parts);
    }
}
