using System.Formats.Tar;
using System.Text;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;
using ImageBuild.Tar;
using TarEntry = ImageBuild.Tar.TarEntry;

namespace ImageBuild.Tests.Debian;

/// <summary>What a .deb becomes, and what is not taken from it.</summary>
public sealed class DebReaderTests
{
    [Theory]
    [InlineData("")]
    [InlineData(".gz")]
    [InlineData(".xz")]
    [InlineData(".zst")]
    public void Reads_members_of_every_compression(string suffix)
    {
        var text = new string('x', 100_000); // more than one chunk of xz
        var deb = Read(new TestDeb("tool") { Suffix = suffix }.File("./usr/bin/tool", text, 0x1ED).Build());
        Assert.StartsWith("Package: tool\n", deb.Control, StringComparison.Ordinal);
        Assert.EndsWith("  usr/bin/tool\n", deb.Md5Sums, StringComparison.Ordinal);
        Assert.Equal(text, Text(Assert.Single(deb.Entries)));
    }

    [Fact]
    public void Reads_a_member_that_a_real_encoder_compressed() =>
        Assert.Equal(
            "./\nhello\n"u8.ToArray(),
            ReadAll(Decompression.Open(new MemoryStream(Convert.FromBase64String(RealXz)), ".xz")));

    [Fact]
    public void Keeps_kinds_modes_owners_and_links()
    {
        var deb = Read(new TestDeb("tool")
            .Directory("./")
            .Directory("./tmp/", 0x3FF)
            .File("./usr/bin/su", "su", 0x9ED, user: 7)
            .Link("./usr/bin/sh", "dash")
            .Link("./usr/lib/up", "../../etc/up")
            .Link("./var/run", "/run")
            .HardLink("./usr/bin/su2", "./usr/bin/su")
            .Build());
        Assert.Equal(
            [
                "Directory 1777 0 tmp",
                "File 0755 7 usr/bin/su", // the setuid bit is dropped
                "SymbolicLink 0777 0 usr/bin/sh -> dash",
                "SymbolicLink 0777 0 usr/lib/up -> ../../etc/up",
                "SymbolicLink 0777 0 var/run -> /run",
                "File 0644 0 usr/bin/su2",
            ],
            deb.Entries.Select(Show));
        Assert.Same(deb.Entries[1].Content, deb.Entries[5].Content);
    }

    public static TheoryData<string, System.Formats.Tar.TarEntry> UnsafeEntries => new()
    {
        { "absolute", new PaxTarEntry(TarEntryType.RegularFile, "/etc/passwd") },
        { "upwards", new PaxTarEntry(TarEntryType.RegularFile, "../etc/passwd") },
        { "upwards in the middle", new PaxTarEntry(TarEntryType.RegularFile, "./usr/../../x") },
        { "directory upwards", new PaxTarEntry(TarEntryType.Directory, "./..") },
        { "link above the root", new PaxTarEntry(TarEntryType.SymbolicLink, "./a/b") { LinkName = "../../x" } },
        { "absolute link above the root", new PaxTarEntry(TarEntryType.SymbolicLink, "./a") { LinkName = "/../x" } },
        { "hard link out", new PaxTarEntry(TarEntryType.HardLink, "./a") { LinkName = "/etc/shadow" } },
        { "hard link upwards", new PaxTarEntry(TarEntryType.HardLink, "./a") { LinkName = "../etc/shadow" } },
        { "hard link to nothing", new PaxTarEntry(TarEntryType.HardLink, "./a") { LinkName = "./b" } },
        { "character device", new PaxTarEntry(TarEntryType.CharacterDevice, "./dev/mem") },
        { "block device", new PaxTarEntry(TarEntryType.BlockDevice, "./dev/sda") },
        { "pipe", new PaxTarEntry(TarEntryType.Fifo, "./run/pipe") },
        { "file as root", new PaxTarEntry(TarEntryType.RegularFile, "./") },
    };

    [Theory]
    [MemberData(nameof(UnsafeEntries), DisableDiscoveryEnumeration = true)]
    public void Refuses_unsafe_entries(string what, System.Formats.Tar.TarEntry entry)
    {
        var error = Assert.Throws<ImageBuildException>(() => Read(new TestDeb("bad").Entry(entry).Build()));
        Assert.True(error.Code == ErrorCodes.PackageUnsafe, $"{what}: {error.Message}");
    }

    [Fact]
    public void A_wanted_file_may_be_a_hard_link_to_one_that_is_not_wanted()
    {
        var deb = new TestDeb("linked").File("./usr/share/doc/a", "text").HardLink("./usr/bin/a", "./usr/share/doc/a").Build();
        var entry = Assert.Single(new DebReader("linked") { Wanted = entry => entry.Path == "usr/bin/a" }.Read(new MemoryStream(deb)).Entries);
        Assert.Equal("text"u8, ((ImageBuild.Tar.FileContent.InMemory)entry.Content!).Bytes.Span);
    }

    [Fact]
    public void Refuses_to_unpack_without_end()
    {
        var deb = new TestDeb("bomb") { Suffix = ".zst" }.File("./zeros", new string('\0', 1 << 20)).Build();
        var error = Assert.Throws<ImageBuildException>(() => new DebReader("bomb") { ExpandedLimit = 1 << 19 }.Read(new MemoryStream(deb)));
        Assert.Equal(ErrorCodes.PackageTooLarge, error.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".gz")]
    [InlineData(".xz")]
    [InlineData(".zst")]
    public void A_package_cut_short_anywhere_is_damaged(string suffix)
    {
        var deb = new TestDeb("short") { Suffix = suffix }.File("./usr/bin/short", "#!/bin/sh\necho hello\n").Build();
        for (var length = 0; length < deb.Length - 1; length += 7)
        {
            var error = Assert.Throws<ImageBuildException>(() => Read(deb[..length]));
            Assert.Equal(ErrorCodes.PackageDamaged, error.Code);
        }
    }

    [Fact]
    public void Damaged_bytes_never_escape_as_another_exception()
    {
        foreach (var suffix in Decompression.Suffixes)
        {
            var deb = new TestDeb("noise") { Suffix = suffix }.File("./usr/bin/noise", "some text that is long enough to be compressed, long enough").Build();
            for (var position = 0; position < deb.Length; position += 3)
            {
                var changed = (byte[])deb.Clone();
                changed[position] ^= 0x55;
                try
                {
                    Read(changed);
                }
                catch (ImageBuildException exception)
                {
                    Assert.Contains(exception.Code, (ErrorCode[])[ErrorCodes.PackageDamaged, ErrorCodes.PackageUnsafe, ErrorCodes.PackageTooLarge]);
                }
            }
        }
    }

    public static TheoryData<string, byte[]> OtherFiles => new()
    {
        { "empty", [] },
        { "no ar", "PK\x03\x04 something else entirely"u8.ToArray() },
        { "no members", "!<arch>\n"u8.ToArray() },
        { "no control", TestDeb.Ar(("debian-binary", "2.0\n"u8.ToArray()), ("data.tar", TestDeb.Tar([]))) },
        { "no data", TestDeb.Ar(("debian-binary", "2.0\n"u8.ToArray()), ("control.tar", TestDeb.Tar([TestDeb.Text("./control", "Package: x\n")]))) },
        { "control is not first", TestDeb.Ar(("control.tar", TestDeb.Tar([])), ("debian-binary", "2.0\n"u8.ToArray())) },
        { "another format", TestDeb.Ar(("debian-binary", "3.0\n"u8.ToArray()), ("control.tar", []), ("data.tar", [])) },
        { "unknown compression", TestDeb.Ar(("debian-binary", "2.0\n"u8.ToArray()), ("control.tar.br", []), ("data.tar.br", [])) },
        { "a size that is no number", Encoding.ASCII.GetBytes("!<arch>\n" + "debian-binary".PadRight(48) + "-1".PadRight(10) + "`\n") },
    };

    [Theory]
    [MemberData(nameof(OtherFiles), DisableDiscoveryEnumeration = true)]
    public void Other_files_are_damaged_packages(string what, byte[] bytes)
    {
        var error = Assert.Throws<ImageBuildException>(() => Read(bytes));
        Assert.True(error.Code == ErrorCodes.PackageDamaged, $"{what}: {error.Message}");
    }

    private static DebPackage Read(byte[] deb) => new DebReader("test").Read(new MemoryStream(deb));

    private static string Text(TarEntry entry) => Encoding.UTF8.GetString(((FileContent.InMemory)entry.Content!).Bytes.Span);

    private static string Show(TarEntry entry) =>
        $"{entry.Kind} {Convert.ToString(entry.Mode, 8).PadLeft(4, '0')} {entry.UserId} {entry.Path}{(entry.LinkTarget is null ? "" : " -> " + entry.LinkTarget)}";

    private static byte[] ReadAll(Stream stream)
    {
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    private const string RealXz = "/Td6WFoAAATm1rRGAgAhARwAAAAQz1jMAQAILi8KaGVsbG8KAAAAAMGjc35l/7D0AAEhCWwYxdUftvN9AQAAAAAEWVo=";
}
