using System.Buffers;
using System.Globalization;
using System.Text;

namespace ImageBuild.Tar;

/// <summary>Writes a tar archive whose bytes depend on the entries alone.</summary>
/// <remarks>
/// POSIX ustar (IEEE 1003.1, pax) with a PAX extended header only where ustar cannot say it: a path or link that is
/// too long or not ASCII, a size of 8 GiB or more, an owner above 2,097,151. The extended header has a constant name; there is no process id, no
/// clock, no owner name in it. See docs/decisions/0001-tar-writer.md for why no library does this.
/// </remarks>
internal static class TarWriter
{
    private const int BlockSize = 512;
    private const int NameLength = 100;
    private const int PrefixLength = 155;
    private const long MaxOctalSize = 0x1_FFFF_FFFF; // eleven octal digits
    private const int MaxOctalId = 0x1F_FFFF; // seven octal digits
    private const string PaxHeaderName = "PaxHeaders/entry";

    /// <summary>Writes the entries in the order given, then the two closing blocks.</summary>
    /// <exception cref="IOException">A file changed its length while it was read.</exception>
    public static void Write(IEnumerable<TarEntry> entries, Stream output, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            foreach (var entry in entries)
            {
                cancellationToken.ThrowIfCancellationRequested();
                WriteEntry(entry, output, buffer);
            }

            WriteEnd(output);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The two blocks that close an archive.</summary>
    public static void WriteEnd(Stream output) => output.Write(stackalloc byte[2 * BlockSize]);

    /// <summary>Fills up the last block of a content.</summary>
    public static void WritePadding(Stream output, long size)
    {
        var rest = (int)(size % BlockSize);
        if (rest != 0)
            output.Write(stackalloc byte[BlockSize - rest]);
    }

    private static void WriteEntry(TarEntry entry, Stream output, byte[] buffer)
    {
        WriteHeader(entry, entry.Content?.Size ?? 0, output);
        if (entry.Content is not null)
        {
            Copy(entry.Content, output, buffer, entry.Path);
            WritePadding(output, entry.Content.Size);
        }
    }

    /// <summary>Everything of an entry but its content, for those who write that themselves: content, then <see cref="WritePadding"/>.</summary>
    public static void WriteHeader(TarEntry entry, long size, Stream output)
    {
        var path = entry.Kind == TarEntryKind.Directory ? entry.Path + "/" : entry.Path;
        var link = entry.LinkTarget ?? "";

        var pax = new MemoryStream();
        if (!TrySplit(path, out var prefix, out var name))
        {
            AddRecord(pax, "path", path);
            (prefix, name) = ("", Truncate(path));
        }

        if (!Fits(link, NameLength))
        {
            AddRecord(pax, "linkpath", link);
            link = Truncate(link);
        }

        if (size > MaxOctalSize)
            AddRecord(pax, "size", size.ToString(CultureInfo.InvariantCulture));

        if (entry.UserId > MaxOctalId)
            AddRecord(pax, "uid", entry.UserId.ToString(CultureInfo.InvariantCulture));
        if (entry.GroupId > MaxOctalId)
            AddRecord(pax, "gid", entry.GroupId.ToString(CultureInfo.InvariantCulture));

        if (pax.Length > 0)
        {
            WriteHeader(output, "", PaxHeaderName, 'x', 0x1A4, 0, 0, pax.Length, "");
            pax.WriteTo(output);
            WritePadding(output, pax.Length);
        }

        WriteHeader(output, prefix, name, TypeFlag(entry.Kind), entry.Mode, Shown(entry.UserId), Shown(entry.GroupId), size > MaxOctalSize ? 0 : size, link);
    }

    private static void Copy(FileContent content, Stream output, byte[] buffer, string path)
    {
        if (content is FileContent.InMemory memory)
        {
            output.Write(memory.Bytes.Span);
            return;
        }

        using var input = content.Open();
        long left = content.Size;
        int read;
        while ((read = input.Read(buffer)) > 0)
        {
            left -= read;
            if (left < 0)
                break;
            output.Write(buffer, 0, read);
        }

        if (left != 0)
            throw new IOException($"'{path}' changed its length while it was put into a layer.");
    }

    private static void WriteHeader(
        Stream output, string prefix, string name, char type, int mode, int userId, int groupId, long size, string link)
    {
        Span<byte> header = stackalloc byte[BlockSize];
        header.Clear();
        Encoding.ASCII.GetBytes(name, header[..NameLength]);
        Octal(header.Slice(100, 8), mode);
        Octal(header.Slice(108, 8), userId);
        Octal(header.Slice(116, 8), groupId);
        Octal(header.Slice(124, 12), size);
        Octal(header.Slice(136, 12), 0); // modification time: the epoch
        header.Slice(148, 8).Fill((byte)' ');
        header[156] = (byte)type;
        Encoding.ASCII.GetBytes(link, header.Slice(157, NameLength));
        "ustar\0"u8.CopyTo(header[257..]);
        "00"u8.CopyTo(header[263..]);
        Octal(header.Slice(329, 8), 0);
        Octal(header.Slice(337, 8), 0);
        Encoding.ASCII.GetBytes(prefix, header.Slice(345, PrefixLength));

        var sum = 0;
        foreach (var value in header)
            sum += value;
        Octal(header.Slice(148, 7), sum);
        output.Write(header);
    }

    /// <summary>Zero-padded octal digits and a NUL, filling the field.</summary>
    private static void Octal(Span<byte> field, long value)
    {
        field[^1] = 0;
        for (var i = field.Length - 2; i >= 0; i--)
        {
            field[i] = (byte)('0' + (value & 7));
            value >>= 3;
        }

        if (value != 0)
            throw new ArgumentOutOfRangeException(nameof(value), "The number does not fit into a tar header.");
    }

    /// <summary>"length key=value\n", where the length counts itself.</summary>
    private static void AddRecord(MemoryStream pax, string key, string value)
    {
        var body = Encoding.UTF8.GetBytes($" {key}={value}\n");
        var length = body.Length;
        while (length != body.Length + Digits(length))
            length = body.Length + Digits(length);
        pax.Write(Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture)));
        pax.Write(body);

        static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;
    }

    /// <summary>Puts a path into ustar's name and prefix fields, cut at the last '/' that leaves a name of at most 100 bytes.</summary>
    private static bool TrySplit(string path, out string prefix, out string name)
    {
        (prefix, name) = ("", path);
        if (Fits(path, NameLength))
            return true;
        if (!Ascii.IsValid(path))
            return false;
        var cut = path.IndexOf('/', Math.Max(0, path.Length - NameLength - 1));
        if (cut <= 0 || cut > PrefixLength || cut == path.Length - 1)
            return false;
        (prefix, name) = (path[..cut], path[(cut + 1)..]);
        return true;
    }

    /// <summary>An owner as the header has it: 0 where the extended header says it.</summary>
    private static int Shown(int id) => id > MaxOctalId ? 0 : id;

    private static bool Fits(string text, int length) => text.Length <= length && Ascii.IsValid(text);

    /// <summary>What readers that ignore PAX see: the ASCII part, cut.</summary>
    private static string Truncate(string text)
    {
        var ascii = new string([.. text.Select(c => char.IsAscii(c) ? c : '_')]);
        return ascii.Length <= NameLength ? ascii : ascii[..NameLength];
    }

    private static char TypeFlag(TarEntryKind kind) => kind switch
    {
        TarEntryKind.File => '0',
        TarEntryKind.HardLink => '1',
        TarEntryKind.SymbolicLink => '2',
        TarEntryKind.Directory => '5',
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
