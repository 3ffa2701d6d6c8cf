using System.Text;

namespace ImageBuild.Tar;

/// <summary>Reads a tar archive whose author may mean harm, entry by entry, without a seek and in constant memory.</summary>
/// <remarks>
/// Reads what container runtimes read, ustar, PAX and GNU's long names, and refuses what they refuse: docs/decisions/0007-tar-reader.md
/// says why no library does. Names and links come out as they are written; whoever uses one as a path checks it first.
/// </remarks>
/// <param name="archive">The uncompressed archive; left open and, after the last entry, not read to its end.</param>
internal sealed class SafeTarReader(Stream archive)
{
    /// <summary>How long names and extended headers may be. Linux has 4,096 bytes for a path; extended attributes are the larger part.</summary>
    private const int MaxExtendedHeader = 1 << 20;

    private readonly byte[] _block = new byte[TarHeaderBlock.Size];
    private readonly byte[] _skipped = new byte[16 * 1024];
    private long _left;
    private int _padding;

    /// <summary>Goes on to the next entry; what was not read of the one before is skipped.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="InvalidDataException">It is not a tar archive, or one of a form runtimes do not read.</exception>
    /// <exception cref="EndOfStreamException">It breaks off.</exception>
    public bool TryReadNext(out ArchivedEntry entry)
    {
        SkipContent();
        var pax = PaxRecords.None;
        string? longName = null, longLink = null;
        while (ReadHeader())
        {
            var header = new TarHeaderBlock(_block);
            switch (header.Type)
            {
                case 'x':
                    pax = PaxRecords.Parse(ReadExtension(header.ContentSize));
                    break;
                case 'g':
                    // Runtimes pass over global headers; git writes the commit into one.
                    ReadExtension(header.ContentSize);
                    break;
                case 'L':
                    longName = TextOf(ReadExtension(header.ContentSize));
                    break;
                case 'K':
                    longLink = TextOf(ReadExtension(header.ContentSize));
                    break;
                default:
                    entry = Entry(header, pax, longName, longLink);
                    return true;
            }
        }

        if (pax != PaxRecords.None || longName is not null || longLink is not null)
            throw new EndOfStreamException("it ends behind an extended header");
        entry = default;
        return false;
    }

    /// <summary>Reads on in the content of the present entry.</summary>
    /// <returns>The number of bytes; 0 at the end of the content.</returns>
    /// <exception cref="EndOfStreamException">The archive breaks off.</exception>
    public int Read(Span<byte> buffer)
    {
        if (_left == 0 || buffer.Length == 0)
            return 0;
        var read = archive.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        if (read == 0)
            throw new EndOfStreamException("it ends within a file");
        _left -= read;
        return read;
    }

    /// <summary>The whole content of the present entry, or the first bytes of it.</summary>
    /// <param name="size">How many bytes; no more than the entry has.</param>
    /// <exception cref="EndOfStreamException">The archive breaks off.</exception>
    public byte[] ReadContent(long size)
    {
        var bytes = new byte[size];
        for (var filled = 0; filled < bytes.Length;)
            filled += Read(bytes.AsSpan(filled));
        return bytes;
    }

    private ArchivedEntry Entry(TarHeaderBlock header, PaxRecords pax, string? longName, string? longLink)
    {
        var path = pax.Path ?? longName ?? header.Path;
        var type = header.Type switch
        {
            // The oldest form marks directories by a slash and files by nothing.
            '\0' or '0' or '7' => path.EndsWith('/') ? '5' : '0',
            >= '1' and <= '6' => header.Type,
            _ => throw new InvalidDataException($"'{path}' is of the type '{header.Type}', which container runtimes do not know"),
        };
        var size = pax.Size ?? header.ContentSize;

        // Only files have content. Some writers state the target's size with a hard link and write nothing.
        (_left, _padding) = type == '0' ? (size, Padding(size)) : (0, 0);
        return new ArchivedEntry(
            path, type, header.Mode, pax.UserId ?? header.UserId, pax.GroupId ?? header.GroupId, _left, pax.Modified ?? header.Modified,
            type is '1' or '2' ? pax.LinkPath ?? longLink ?? header.LinkName : "");
    }

    /// <returns>Whether there is a header; two blocks of zeros, or the end in place of a header, are the end of the archive.</returns>
    private bool ReadHeader()
    {
        if (!ReadBlock())
            return false;
        var header = new TarHeaderBlock(_block);
        if (header.IsZero)
        {
            return ReadBlock() && !new TarHeaderBlock(_block).IsZero
                ? throw new InvalidDataException("it goes on behind a block of zeros")
                : false;
        }

        return header.IsChecksumRight ? true : throw new InvalidDataException("a header does not match its checksum");
    }

    private bool ReadBlock()
    {
        var read = archive.ReadAtLeast(_block, _block.Length, throwOnEndOfStream: false);
        return read == _block.Length || (read == 0 ? false : throw new EndOfStreamException("it ends within a header"));
    }

    private byte[] ReadExtension(long size)
    {
        if (size > MaxExtendedHeader)
            throw new InvalidDataException($"an extended header has {size} bytes; {MaxExtendedHeader} are read");
        (_left, _padding) = (size, Padding(size));
        var bytes = ReadContent(size);
        SkipContent();
        return bytes;
    }

    private void SkipContent()
    {
        while (_left > 0)
            Read(_skipped);
        for (; _padding > 0;)
        {
            var read = archive.Read(_skipped.AsSpan(0, _padding));
            if (read == 0)
                throw new EndOfStreamException("it ends within the padding of a file");
            _padding -= read;
        }
    }

    private static int Padding(long size) => (int)(-size & (TarHeaderBlock.Size - 1));

    private static string TextOf(byte[] name)
    {
        var end = Array.IndexOf(name, (byte)0);
        return Encoding.UTF8.GetString(name, 0, end < 0 ? name.Length : end);
    }
}
