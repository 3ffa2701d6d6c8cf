using System.Buffers.Binary;
using System.Text;

namespace ImageBuild.Elf;

/// <summary>Finds its way through an ELF file. Reads the few kilobytes it needs, wherever they are.</summary>
internal sealed class ElfReader(Stream file)
{
    private const int HeaderLength = 64;
    private const int ListLimit = 4096;
    private const int StringTableLimit = 64 << 20;
    private const int LoadSegment = 1;
    private const int DynamicSegment = 2;

    // Tags of the dynamic section.
    private const long End = 0;
    private const long NeededTag = 1;
    private const long StringTable = 5;
    private const long StringTableSize = 10;
    private const long VersionDefinitions = 0x6ffffffc;
    private const long VersionDefinitionCount = 0x6ffffffd;
    private const long VersionNeeds = 0x6ffffffe;
    private const long VersionNeedCount = 0x6fffffff;

    private readonly List<(long Address, long Offset, long Length)> _segments = [];
    private bool _is64;
    private byte[] _strings = [];

    public ElfFile? TryRead()
    {
        try
        {
            return Read();
        }
        catch (Exception exception) when (exception is FormatException or EndOfStreamException)
        {
            return null;
        }
    }

    private ElfFile? Read()
    {
        var header = Bytes(0, (int)Math.Min(HeaderLength, file.Length));
        if (header.Length < 52 || !header.AsSpan().StartsWith("\u007fELF"u8) || header[5] != 1 || header[4] is not (1 or 2))
            return null;
        _is64 = header[4] == 2;
        if (_is64 && header.Length < HeaderLength)
            return null;
        var machine = (ElfMachine)BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(18));
        if (!Enum.IsDefined(machine))
            machine = ElfMachine.Other;

        var tags = ReadDynamicSection(header);
        if (tags is null)
            return new ElfFile(machine, [], [], []); // linked statically
        _strings = ReadStrings(tags);
        return new ElfFile(
            machine,
            [.. tags.Where(tag => tag.Kind == NeededTag).Select(tag => Text(tag.Value))],
            [.. ReadVersionNeeds(Value(tags, VersionNeeds), Value(tags, VersionNeedCount))],
            [.. ReadVersionDefinitions(Value(tags, VersionDefinitions), Value(tags, VersionDefinitionCount))]);
    }

    private List<Tag>? ReadDynamicSection(ReadOnlySpan<byte> header)
    {
        var start = _is64 ? Int64(header[32..]) : UInt32(header[28..]);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(header[(_is64 ? 54 : 42)..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(header[(_is64 ? 56 : 44)..]);
        if (size < (_is64 ? 56 : 32) || count > ListLimit)
            throw new FormatException("no table of segments");

        (long Offset, long Length)? dynamic = null;
        var table = Bytes(start, size * count);
        for (var index = 0; index < count; index++)
        {
            var segment = table.AsSpan(index * size, size);
            var (offset, address, length) = _is64
                ? (Int64(segment[8..]), Int64(segment[16..]), Int64(segment[32..]))
                : (UInt32(segment[4..]), UInt32(segment[8..]), UInt32(segment[16..]));
            var type = UInt32(segment);
            if (type == LoadSegment)
                _segments.Add((address, offset, length));
            else if (type == DynamicSegment)
                dynamic = (offset, length);
        }

        if (dynamic is not { } found)
            return null;
        var word = _is64 ? 8 : 4;
        var entries = Bytes(found.Offset, (int)Math.Min(found.Length, 2L * word * ListLimit));
        var tags = new List<Tag>();
        for (var at = 0; at + (2 * word) <= entries.Length; at += 2 * word)
        {
            var kind = Word(entries.AsSpan(at));
            if (kind == End)
                break;
            tags.Add(new Tag(kind, Word(entries.AsSpan(at + word))));
        }

        return tags;
    }

    private byte[] ReadStrings(List<Tag> tags)
    {
        var (address, size) = (Value(tags, StringTable), Value(tags, StringTableSize));
        return address == 0 || size is < 0 or > StringTableLimit ? throw new FormatException("no string table") : Bytes(OffsetOf(address), (int)size);
    }

    /// <summary>Elfxx_Verneed: version, count, file, first entry, next; its entries Elfxx_Vernaux: hash, flags, other, name, next.</summary>
    private IEnumerable<NeededVersion> ReadVersionNeeds(long address, long count)
    {
        if (address == 0)
            yield break;
        var need = OffsetOf(address);
        for (var index = 0; index < Math.Min(count, ListLimit); index++)
        {
            var head = Bytes(need, 16);
            var library = Text(UInt32(head.AsSpan(4)));
            var entry = need + UInt32(head.AsSpan(8));
            for (var inner = 0; inner < Math.Min((int)BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(2)), ListLimit); inner++)
            {
                var aux = Bytes(entry, 16);
                yield return new NeededVersion(library, Text(UInt32(aux.AsSpan(8))));
                entry += UInt32(aux.AsSpan(12));
            }

            need += UInt32(head.AsSpan(12));
        }
    }

    /// <summary>Elfxx_Verdef: version, flags, index, count, hash, first entry, next; the first of its entries has the name.</summary>
    private IEnumerable<string> ReadVersionDefinitions(long address, long count)
    {
        if (address == 0)
            yield break;
        var definition = OffsetOf(address);
        for (var index = 0; index < Math.Min(count, ListLimit); index++)
        {
            var head = Bytes(definition, 20);
            yield return Text(UInt32(Bytes(definition + UInt32(head.AsSpan(12)), 8)));
            definition += UInt32(head.AsSpan(16));
        }
    }

    private long OffsetOf(long address)
    {
        foreach (var segment in _segments)
        {
            if (address >= segment.Address && address - segment.Address < segment.Length)
                return segment.Offset + (address - segment.Address);
        }

        throw new FormatException("an address is in no segment");
    }

    private string Text(long at)
    {
        if (at < 0 || at >= _strings.Length)
            throw new FormatException("a name is outside the string table");
        var rest = _strings.AsSpan((int)at);
        var end = rest.IndexOf((byte)0);
        return end < 0 ? throw new FormatException("a name has no end") : Encoding.UTF8.GetString(rest[..end]);
    }

    private byte[] Bytes(long offset, int length)
    {
        if (offset < 0 || length < 0 || offset > file.Length - length)
            throw new FormatException("an offset is outside the file");
        var bytes = new byte[length];
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;
    }

    private static long Value(List<Tag> tags, long kind) => tags.Find(tag => tag.Kind == kind)?.Value ?? 0;

    private long Word(ReadOnlySpan<byte> bytes) => _is64 ? Int64(bytes) : UInt32(bytes);

    private static long Int64(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64LittleEndian(bytes);

    private static long UInt32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private sealed record Tag(long Kind, long Value);
}
