using ImageBuild.Diagnostics;
using ImageBuild.Tar;

namespace ImageBuild.Tests.Tar;

public class EntryTreeTests
{
    [Fact]
    public void Parents_come_once_and_before_what_is_in_them_and_the_order_is_ordinal() =>
        Assert.Equal(
            ["a", "a/b", "a/b-c", "a/b.d", "a/b/c", "a/bb", "b"],
            EntryTree.Complete([File("b"), File("a/bb"), File("a/b-c"), File("a/b/c"), File("a/b.d")]).Select(entry => entry.Path));

    [Fact]
    public void The_order_does_not_depend_on_the_order_of_the_input()
    {
        TarEntry[] entries = [File("x/1"), File("x/2"), File("a"), TarEntry.Directory("x", 0x1C0)];
        var expected = EntryTree.Complete(entries);
        Assert.Equal(expected, EntryTree.Complete(entries.Reverse()));
        Assert.Equal(["a", "x", "x/1", "x/2"], expected.Select(entry => entry.Path));
        Assert.Equal(0x1C0, expected[1].Mode);
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a", "a/b")]
    public void Files_in_each_others_way_are_an_error(string first, string second)
    {
        var error = Assert.Throws<ImageBuildException>(() => EntryTree.Complete([File(first), File(second)]));
        Assert.Equal(ErrorCodes.ConflictingPaths, error.Code);
    }

    [Theory]
    [InlineData("/a")]
    [InlineData("a//b")]
    [InlineData("../a")]
    [InlineData("a/./b")]
    [InlineData("a/")]
    [InlineData("")]
    public void Paths_that_are_not_clean_are_an_error(string path) =>
        Assert.Equal(ErrorCodes.ConflictingPaths, Assert.Throws<ImageBuildException>(() => EntryTree.Complete([File(path)])).Code);

    private static TarEntry File(string path) => TarEntry.File(path, FileContent.FromBytes(new byte[1]));
}
