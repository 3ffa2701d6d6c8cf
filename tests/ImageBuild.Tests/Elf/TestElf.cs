using System.Buffers.Binary;
using System.Text;
using ImageBuild.Elf;

namespace ImageBuild.Tests.Elf;

/// <summary>Makes the skeleton of a 64-bit shared library: no code, but everything a loader looks at first.</summary>
internal static class TestElf
{
    private const int HeaderSize = 64;
    private const int SegmentSize = 56;
    private const long Base = 0x1000;

    /// <param name="needed">Libraries; "libc.so.6@GLIBC_2.34" also wants a version of its symbols.</param>
    /// <param name="versions">Versions it offers.</param>
    /// <param name="machine">The processor.</param>
    public static byte[] Library(string[] needed, string[]? versions = null, ElfMachine machine = ElfMachine.Amd64)
    {
        var strings = new MemoryStream();
        strings.WriteByte(0);
        var needs = needed.Select(text => text.Split('@')).ToList();
        var dynamic = new List<(long Tag, long Value)>();
        foreach (var need in needs)
            dynamic.Add((1, Add(need[0])));
        var wanted = needs.Where(need => need.Length > 1).Select(need => (Library: Add(need[0]), Version: Add(need[1]))).ToList();
        var offered = (versions ?? []).Select(Add).ToList();

        // Behind the headers: the dynamic section, the names, what is wanted, what is offered.
        var dynamicAt = HeaderSize + (2 * SegmentSize);
        var stringsAt = dynamicAt + ((dynamic.Count + 7) * 16);
        var needsAt = stringsAt + (int)strings.Length;
        var definitionsAt = needsAt + (wanted.Count * 32);
        var length = definitionsAt + (offered.Count * 28);
        dynamic.AddRange([(5, Base + stringsAt), (10, strings.Length)]);
        if (wanted.Count > 0)
            dynamic.AddRange([(0x6ffffffe, Base + needsAt), (0x6fffffff, wanted.Count)]);
        if (offered.Count > 0)
            dynamic.AddRange([(0x6ffffffc, Base + definitionsAt), (0x6ffffffd, offered.Count)]);

        var file = new byte[length];
        "\u007fELF"u8.CopyTo(file);
        (file[4], file[5], file[6]) = (2, 1, 1);
        Short(16, 3);
        Short(18, (int)machine);
        Long(32, HeaderSize);
        Short(54, SegmentSize);
        Short(56, 2);
        Segment(HeaderSize, type: 1, offset: 0, length);
        Segment(HeaderSize + SegmentSize, type: 2, dynamicAt, (dynamic.Count + 1) * 16);
        foreach (var (index, (tag, value)) in dynamic.Index())
        {
            Long(dynamicAt + (index * 16), tag);
            Long(dynamicAt + (index * 16) + 8, value);
        }

        strings.ToArray().CopyTo(file, stringsAt);
        foreach (var (index, (library, version)) in wanted.Index())
        {
            var at = needsAt + (index * 32);
            Short(at + 2, 1);
            Int(at + 4, library);
            Int(at + 8, 16);
            Int(at + 12, 32);
            Int(at + 24, version);
        }

        foreach (var (index, name) in offered.Index())
        {
            var at = definitionsAt + (index * 28);
            Int(at + 12, 20);
            Int(at + 16, 28);
            Int(at + 20, name);
        }

        return file;

        int Add(string name)
        {
            var at = (int)strings.Length;
            strings.Write(Encoding.UTF8.GetBytes(name + "\0"));
            return at;
        }

        void Segment(int at, int type, long offset, long size)
        {
            Int(at, type);
            Long(at + 8, offset);
            Long(at + 16, Base + offset);
            Long(at + 32, size);
        }

        void Short(int at, int value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), (ushort)value);

        void Int(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);

        void Long(int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(at), value);
    }
}
