using SystemTarReader = System.Formats.Tar.TarReader;
using System.Text;
using ImageBuild.Content;
using ImageBuild.Tar;

namespace ImageBuild.Tests.Tar;

public class TarWriterTests
{
    [Fact]
    public void The_listing_of_an_archive_has_type_mode_owner_size_time_and_path()
    {
        var listing = List(Write(
            TarEntry.Directory("app"),
            TarEntry.File("app/run", Content("#!/bin/sh\n"), 0x1ED),
            TarEntry.SymbolicLink("app/link", "run"),
            TarEntry.File("home", Content("x")) with { UserId = 1654, GroupId = 1655 },
            new TarEntry("hard", TarEntryKind.HardLink, 0x1A4) { LinkTarget = "home" }));

        Assert.Equal(
            """
            Directory 755 0:0 0 1970-01-01 app/
            RegularFile 755 0:0 10 1970-01-01 app/run
            SymbolicLink 777 0:0 0 1970-01-01 app/link -> run
            RegularFile 644 1654:1655 1 1970-01-01 home
            HardLink 644 0:0 0 1970-01-01 hard -> home

            """,
            listing);
    }

    [Fact]
    public void Owner_names_are_empty()
    {
        var archive = Write(TarEntry.File("a", Content("")));
        Assert.All(archive[265..329], value => Assert.Equal(0, value));
    }

    [Fact]
    public void An_archive_ends_with_two_empty_blocks()
    {
        var archive = Write(TarEntry.File("a", Content("b")));
        Assert.Equal(4 * 512, archive.Length);
        Assert.All(archive[1024..], value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(100)] // ustar's name field
    [InlineData(101)]
    [InlineData(255)] // ustar's name and prefix
    [InlineData(257)]
    [InlineData(1000)]
    public void Paths_of_any_length_come_back(int length)
    {
        var path = string.Join('/', Enumerable.Repeat("folder9", length / 8 + 1))[..(length - 1)].TrimEnd('/') + "x";
        Assert.Equal($"RegularFile 644 0:0 1 1970-01-01 {path}\n", List(Write(TarEntry.File(path, Content("x")))));
    }

    [Fact]
    public void A_path_of_one_long_part_comes_back()
    {
        var path = new string('n', 150);
        Assert.Equal($"RegularFile 644 0:0 0 1970-01-01 {path}\n", List(Write(TarEntry.File(path, Content("")))));
    }

    [Fact]
    public void Paths_and_links_that_are_not_ASCII_come_back()
    {
        var long150 = new string('z', 150);
        Assert.Equal(
            $"SymbolicLink 777 0:0 0 1970-01-01 grüße/日本 -> ünï\nSymbolicLink 777 0:0 0 1970-01-01 l -> {long150}\n",
            List(Write(TarEntry.SymbolicLink("grüße/日本", "ünï"), TarEntry.SymbolicLink("l", long150))));
    }

    [Fact]
    public void An_extended_header_has_a_constant_name_and_no_time()
    {
        var archive = Write(TarEntry.File(new string('n', 150), Content("")));
        Assert.Equal("PaxHeaders/entry", Encoding.ASCII.GetString(archive[..100]).TrimEnd('\0'));
        Assert.Equal("00000000000", Encoding.ASCII.GetString(archive[136..147]));
        Assert.Equal($"160 path={new string('n', 150)}\n", Encoding.UTF8.GetString(archive[512..(512 + 160)]));
    }

    [Fact]
    public void The_bytes_of_a_fixed_archive_never_change()
    {
        var archive = Write(
            TarEntry.Directory("app"),
            TarEntry.File("app/a.dll", Content("content")),
            TarEntry.File("app/" + new string('ä', 60), Content("long")),
            TarEntry.SymbolicLink("app/l", "a.dll"));

        // Changing this digest changes every layer of every user: raise LayerRecipe.Version with it.
        Assert.Equal("db2cb20b927412bfc9c8ba8f62ed824964af2c9c468abbcae476c7f2d0516f87", Digest.Of(archive).Hex);
    }

    [Fact]
    public void A_file_that_grows_or_shrinks_while_it_is_read_is_an_error()
    {
        using var folder = new TemporaryFolder();
        var content = FileContent.FromFile(folder.File("a", "12345"));
        folder.File("a", "1234567");
        Assert.Throws<IOException>(() => Write(TarEntry.File("a", content)));
        folder.File("a", "1");
        Assert.Throws<IOException>(() => Write(TarEntry.File("a", content)));
    }

    private static FileContent Content(string text) => FileContent.FromBytes(Encoding.UTF8.GetBytes(text));

    private static byte[] Write(params TarEntry[] entries)
    {
        using var output = new MemoryStream();
        TarWriter.Write(entries, output, CancellationToken.None);
        return output.ToArray();
    }

    private static string List(byte[] archive)
    {
        var text = new StringBuilder();
        using var reader = new SystemTarReader(new MemoryStream(archive));
        while (reader.GetNextEntry() is { } entry)
        {
            text.Append($"{entry.EntryType} {Convert.ToString((int)entry.Mode, 8)} {entry.Uid}:{entry.Gid} {entry.Length} {entry.ModificationTime:yyyy-MM-dd} {entry.Name}");
            text.Append(entry.LinkName.Length > 0 ? $" -> {entry.LinkName}\n" : "\n");
        }

        return text.ToString();
    }
}
