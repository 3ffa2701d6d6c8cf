using ImageBuild.Debian;

namespace ImageBuild.Tests.Debian;

public sealed class ControlParagraphTests
{
    [Fact]
    public void Reads_fields_continuations_and_comments()
    {
        var paragraphs = Read("# comment\nPackage: a\nDescription: short\n long\n .\n\n\nPACKAGE:b\n").ToList();
        Assert.Equal(2, paragraphs.Count);
        Assert.Equal("a", paragraphs[0]["package"]);
        Assert.Equal("short\nlong\n.", paragraphs[0]["Description"]);
        Assert.Equal("b", paragraphs[1]["Package"]);
        Assert.Null(paragraphs[1]["Description"]);
    }

    [Fact]
    public void Keeps_only_the_fields_asked_for()
    {
        var paragraph = ControlParagraph.ReadAll(new StringReader("A: 1\n 2\nB: 3\n 4\nC: 5\n"), new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "b" }).Single();
        Assert.Null(paragraph["A"]);
        Assert.Equal("3\n4", paragraph["B"]);
    }

    [Theory]
    [InlineData(" continuation of nothing\n")]
    [InlineData("no colon\n")]
    [InlineData(": no name\n")]
    [InlineData("A: 1\na: 2\n")]
    public void Refuses_other_syntax(string text) => Assert.Throws<FormatException>(() => Read(text).ToList());

    private static IEnumerable<ControlParagraph> Read(string text) => ControlParagraph.ReadAll(new StringReader(text));
}
