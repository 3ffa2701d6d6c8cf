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
        TestLayer.Of([.. paths.Select(path => path.EndsWith('/') ? TarEntry.Directory(path.TrimEnd('/')) : TestLayer.File(path))]), LayerDetail.None, default);
}
