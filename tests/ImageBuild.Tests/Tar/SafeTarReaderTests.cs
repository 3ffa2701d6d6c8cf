using System.Formats.Tar;
using System.Globalization;
using System.Text;
using ImageBuild.Tar;
using static ImageBuild.Tests.Tar.RawTar;
using SystemEntry = System.Formats.Tar.TarEntry;

namespace ImageBuild.Tests.Tar;

/// <summary>Reads what runtimes read, refuses what they refuse, and never takes more memory than it should.</summary>
public sealed class SafeTarReaderTests
{
    private static readonly string LongName = string.Join('/', Enumerable.Repeat("a-folder-with-a-name", 15)) + "/größe";

    public static TheoryData<TarEntryFormat> Formats => [TarEntryFormat.Ustar, TarEntryFormat.Pax, TarEntryFormat.Gnu];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Entries_that_another_writer_wrote_come_back(TarEntryFormat format)
    {
        var name = format == TarEntryFormat.Ustar ? "short/name" : LongName;
        using var archive = new MemoryStream();
        using (var writer = new System.Formats.Tar.TarWriter(archive, format, leaveOpen: true))
        {
            writer.WriteEntry(Entry(TarEntryType.Directory, "folder/"));
            writer.WriteEntry(Entry(TarEntryType.RegularFile, name, entry => entry.DataStream = new MemoryStream("content"u8.ToArray())));
            writer.WriteEntry(Entry(TarEntryType.SymbolicLink, "link", entry => entry.LinkName = "../" + name));
            writer.WriteEntry(Entry(TarEntryType.HardLink, "hard", entry => entry.LinkName = name));
            writer.WriteEntry(Entry(TarEntryType.CharacterDevice, "null"));
        }

        Assert.Equal(
            [
                "5 folder/ 750 1654:1655 0 1700000000 ''",
                $"0 {name} 750 1654:1655 7 1700000000 'content'",
                $"2 link 750 1654:1655 0 1700000000 '' -> ../{name}",
                $"1 hard 750 1654:1655 0 1700000000 '' -> {name}",
                "3 null 750 1654:1655 0 1700000000 ''",
            ],
            List(archive.ToArray()));

        SystemEntry Entry(TarEntryType type, string path, Action<SystemEntry>? change = null)
        {
            SystemEntry entry = format switch
            {
                TarEntryFormat.Ustar => new UstarTarEntry(type, path),
                TarEntryFormat.Pax => new PaxTarEntry(type, path),
                _ => new GnuTarEntry(type, path),
            };
            (entry.Mode, entry.Uid, entry.Gid, entry.ModificationTime) = ((UnixFileMode)0x1E8, 1654, 1655, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
            change?.Invoke(entry);
            return entry;
        }
    }

    [Fact]
    public void What_our_writer_wrote_comes_back()
    {
        using var archive = new MemoryStream();
        ImageBuild.Tar.TarWriter.Write([ImageBuild.Tar.TarEntry.File(LongName, FileContent.FromBytes("x"u8.ToArray())) with { UserId = 3_000_000 }], archive, default);
        Assert.Equal([$"0 {LongName} 644 3000000:0 1 0 'x'"], List(archive.ToArray()));
    }

    [Fact]
    public void Content_that_is_not_read_is_skipped() =>
        Assert.Equal(["a", "b"], Names(Join(Header("a", size: 1000), Padded(new byte[1000]), Header("b"), End)));

    /// <summary>Everything below is what Go's archive/tar does, which containerd, Docker and podman read layers with.</summary>
    [Fact]
    public void The_end_is_two_blocks_of_zeros_or_the_end_of_the_file()
    {
        Assert.Equal(["a"], Names(Join(Header("a"), End)));
        Assert.Equal(["a"], Names(Header("a")));
        Assert.Equal(["a"], Names(Join(Header("a"), new byte[512])));
        Assert.Equal(["a"], Names(Join(Header("a"), End, "anything"u8.ToArray())));
        Assert.Empty(Names([]));
    }

    [Fact]
    public void A_file_of_the_oldest_form_with_a_slash_is_a_directory() => Assert.Equal(["5 a/ 644 0:0 0 0 ''"], List(Join(Header("a/", '\0', magic: ""), End)));

    [Fact]
    public void The_size_of_a_hard_link_is_the_targets_and_has_no_content() =>
        Assert.Equal(["1 a 644 0:0 0 0 '' -> b", "0 c 644 0:0 0 0 ''"], List(Join(Header("a", '1', 5000, "b"), Header("c"), End)));

    [Fact]
    public void Global_headers_are_passed_over() => Assert.Equal(["a"], Names(Join(Extension('g', "22 comment=1234567890\n"), Header("a"), End)));

    [Fact]
    public void An_extended_header_wins_over_GNUs_and_that_over_the_header() =>
        Assert.Equal(["two", "three"], Names(Join(Extension('L', "one\0"), Pax(("path", "two")), Header("zero"), Extension('L', "three\0"), Header("zero"), End)));

    [Fact]
    public void A_size_of_eight_bytes_in_binary_is_read()
    {
        var header = Header("a", sizeField: "\u0080\0\0\0\0\0\0\0\0\0\0\u0003");
        Assert.Equal(["0 a 644 0:0 3 0 'abc'"], List(Join(header, Padded("abc"u8.ToArray()), End)));
    }

    public static TheoryData<string, byte[]> Hostile => new()
    {
        { "a header that does not match its checksum", Join(Header("a", checksumError: 1), End) },
        { "a size that is no number", Join(Header("a", sizeField: "12345678x99\0"), End) },
        { "a negative size", Join(Header("a", sizeField: new string('\u00FF', 12)), End) },
        { "a size beyond all bounds", Join(Header("a", sizeField: "\u0080\u0001" + new string('\0', 10)), End) },
        { "content that breaks off", Join(Header("a", size: 1000), new byte[999]) },
        { "padding that breaks off", Join(Header("a", size: 1), new byte[100]) },
        { "a size that promises more than there is", Join(Header("a", sizeField: "77777777777\0"), End) },
        { "a header that breaks off", Join(Header("a"), Header("b")[..300]) },
        { "entries behind a single block of zeros", Join(Header("a"), new byte[512], Header("b"), End) },
        { "an extended header of 2 GB", Join(Header("x", 'x', 2_000_000_000), End) },
        { "a long name of 2 GB", Join(Header("x", 'L', 2_000_000_000), End) },
        { "an extended header whose length is too long", Join(Extension('x', "99 path=a\n"), Header("a"), End) },
        { "an extended header whose length is zero", Join(Extension('x', "0 path=a\n"), Header("a"), End) },
        { "an extended header without a key", Join(Extension('x', "7 =abc\n\n"), Header("a"), End) },
        { "an extended header without a line end", Join(Extension('x', "10 path=abc"), Header("a"), End) },
        { "a negative size in an extended header", Join(Pax(("size", "-5")), Header("a"), End) },
        { "an owner that is no number", Join(Pax(("uid", "root")), Header("a"), End) },
        { "a time that is no number", Join(Pax(("mtime", "yesterday")), Header("a"), End) },
        { "an extended header with nothing behind it", Join(Pax(("path", "a")), End) },
        { "a sparse file of GNU's old form", Join(Header("a", 'S'), End) },
        { "a sparse file of the new form", Join(Pax(("GNU.sparse.major", "1")), Header("a"), End) },
        { "an unknown type", Join(Header("a", 'Z'), End) },
        { "something else", Encoding.ASCII.GetBytes(new string('x', 2048)) },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Refuses(string what, byte[] archive)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var exception = Record.Exception(() => List(archive));
        Assert.True(exception is InvalidDataException or EndOfStreamException, $"{what}: {exception?.GetType().Name ?? "nothing"}");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4 << 20, $"{what} took too much memory.");
    }

    private static IEnumerable<string> Names(byte[] archive)
    {
        var reader = new SafeTarReader(new MemoryStream(archive));
        while (reader.TryReadNext(out var entry))
            yield return entry.Path;
    }

    private static List<string> List(byte[] archive)
    {
        var reader = new SafeTarReader(new MemoryStream(archive));
        var lines = new List<string>();
        while (reader.TryReadNext(out var entry))
        {
            var content = new MemoryStream();
            var buffer = new byte[5];
            int read;
            while ((read = reader.Read(buffer)) > 0)
                content.Write(buffer, 0, read);
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{entry.Type} {entry.Path} {Convert.ToString(entry.Mode, 8)} {entry.UserId}:{entry.GroupId} {entry.Size} {entry.Modified} '{Encoding.UTF8.GetString(content.ToArray())}'")
                + (entry.LinkTarget.Length > 0 ? $" -> {entry.LinkTarget}" : ""));
        }

        return lines;
    }
}
