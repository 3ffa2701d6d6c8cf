using ImageBuild.Inspection;
using ImageBuild.Inspection.Layers;
using ImageBuild.Tar;

namespace ImageBuild.Tests.Inspection;

/// <summary>OCI image-spec, layer.md: what a container sees of layers on each other.</summary>
public sealed class FileTreeTests
{
    public static TheoryData<string, string[], string[], string[]> Cases => new()
    {
        { "layers add up", ["a/", "a/x"], ["b/", "b/y"], ["a", "a/x", "b", "b/y"] },
        { "a file is replaced", ["x"], ["x"], ["x"] },
        { "a whiteout removes a file", ["a/", "a/x", "a/y"], ["a/.wh.x"], ["a", "a/y"] },
        { "a whiteout removes a folder with all below", ["a/", "a/b/", "a/b/x", "a/bc"], ["a/.wh.b"], ["a", "a/bc"] },
        { "a whiteout does not count for its own layer", ["x"], [".wh.x", "x"], ["x"] },
        { "nor where it comes behind", ["x"], ["x", ".wh.x"], ["x"] },
        { "an opaque folder hides what was in it", ["a/", "a/x", "b"], ["a/.wh..wh..opq", "a/y"], ["a", "a/y", "b"] },
        { "an opaque root hides everything", ["a/", "a/x"], [".wh..wh..opq", "y"], ["y"] },
        { "a file in place of a folder removes what was below", ["a/", "a/x"], ["a"], ["a"] },
        { "folders need no entry of their own", ["a/b/x", "a/y"], [".wh.a", "a/b/z"], ["a/b/z"] },
        { "a folder again keeps what is below", ["a/", "a/x"], ["a/"], ["a", "a/x"] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Shows(string what, string[] lower, string[] upper, string[] expected)
    {
        var tree = new FileTree();
        tree.Add(await ReadAsync(lower));
        tree.Add(await ReadAsync(upper));
        Assert.True(expected.SequenceEqual(tree.Entries.Select(entry => entry.Path).Order(StringComparer.Ordinal)), what);
    }

    [Fact]
    public async Task What_was_removed_may_come_again_and_be_removed_again()
    {
        var tree = new FileTree();
        foreach (var layer in (string[][])[["a/b/c/x"], [".wh.a"], ["a/b/c/x", "a/b/y"], ["a/.wh.b"], ["a/b/c/z"]])
            tree.Add(await ReadAsync(layer));
        Assert.Equal(["a/b/c/z"], tree.Below("a"));
        Assert.Equal(["a/b/c/z"], tree.Below(""));
    }

    /// <summary>Nine hundred million comparisons if every whiteout looked through the whole tree.</summary>
    [Fact]
    public async Task Many_whiteouts_on_many_files_take_no_longer_than_both()
    {
        var tree = new FileTree();
        tree.Add(await ReadAsync([.. Enumerable.Range(0, 30_000).Select(i => $"a/{i % 1000}/{i}")]));
        tree.Add(await ReadAsync([.. Enumerable.Repeat(".wh.a", 15_000), .. Enumerable.Range(0, 15_000).Select(i => $"b/.wh.{i}")]));
        Assert.Empty(tree.Entries);
    }

    [Fact]
    public async Task Tells_the_entry_that_is_seen_from_those_below_it()
    {
        var (lower, upper) = (await ReadAsync("x"), await ReadAsync("x"));
        var tree = new FileTree();
        tree.Add(lower);
        tree.Add(upper);
        Assert.False(tree.Shows(lower.Entries[0]));
        Assert.True(tree.Shows(upper.Entries[0]));
    }

    private static Task<LayerContents> ReadAsync(params string[] paths) => new LayerReader(new LayerLimits(), _ => false).ReadAsync(
        TestLayer.Of([.. paths.Select(path => path.EndsWith('/') ? TarEntry.Directory(path.TrimEnd('/')) : TestLayer.File(path))]), LayerDetail.None, new LayerBudget(new LayerLimits()), default);
}
