using ImageBuild.Content;
using ImageBuild.Layers;
using ImageBuild.Tar;

namespace ImageBuild.Tests.Layers;

/// <summary>The listing is what a cached layer is found by: it says everything that gets into the tar.</summary>
public sealed class EntryListingTests
{
    private static readonly TarEntry Entry = TarEntry.File("app/a", FileContent.FromBytes("abc"u8.ToArray()));

    [Fact]
    public void A_file_is_listed_with_type_mode_owner_path_and_hash() =>
        Assert.Equal(
            $"File 755 1654:7 app/a\0\0{Digest.Of("abc")}\n",
            EntryListing.Line(Entry with { Mode = 0x1ED, UserId = 1654, GroupId = 7 }));

    [Fact]
    public void A_link_is_listed_with_its_target_and_a_directory_with_its_path()
    {
        Assert.Equal("SymbolicLink 777 0:0 l\0../a\0\n", EntryListing.Line(TarEntry.SymbolicLink("l", "../a")));
        Assert.Equal("Directory 755 0:0 d\0\0\n", EntryListing.Line(TarEntry.Directory("d")));
    }

    [Fact]
    public void A_file_on_disk_is_listed_as_one_in_memory()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(EntryListing.Line(Entry), EntryListing.Line(Entry with { Content = FileContent.FromFile(folder.File("any name", "abc")) }));
    }

    public static TheoryData<string, TarEntry> Changes => new()
    {
        { "kind", new TarEntry("app/a", TarEntryKind.HardLink, 0x1A4) { LinkTarget = "b" } },
        { "mode", Entry with { Mode = 0x180 } },
        { "user", Entry with { UserId = 1 } },
        { "group", Entry with { GroupId = 1 } },
        { "path", Entry with { Path = "app/b" } },
        { "content", Entry with { Content = FileContent.FromBytes("abd"u8.ToArray()) } },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void Any_change_changes_the_digest(string what, TarEntry changed) =>
        Assert.False(EntryListing.DigestOf([Entry]) == EntryListing.DigestOf([changed]), what);

    [Fact]
    public void Odd_names_never_make_two_trees_look_alike()
    {
        Assert.NotEqual(EntryListing.Line(TarEntry.SymbolicLink("a -> b", "c")), EntryListing.Line(TarEntry.SymbolicLink("a", "b -> c")));
        var one = TarEntry.Directory("a\0\0\nDirectory 755 0:0 b"); // refused later, as NUL is no part of a path
        var line = EntryListing.Line(TarEntry.Directory("a\nDirectory 755 0:0 b"));
        Assert.NotEqual(EntryListing.Line(TarEntry.Directory("a")) + EntryListing.Line(TarEntry.Directory("b")), line);
        Assert.Throws<ImageBuild.Diagnostics.ImageBuildException>(() => EntryTree.Complete([one]));
    }
}
