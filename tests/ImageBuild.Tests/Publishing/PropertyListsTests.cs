using ImageBuild.Diagnostics;
using ImageBuild.Publishing;

namespace ImageBuild.Tests.Publishing;

/// <summary>Lists in one text, in the forms that shells, YAML and MSBuild let through.</summary>
public sealed class PropertyListsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a;b,c", "a|b|c")]
    [InlineData(" a ; ;b\r\nc\n", "a|b|c")]
    [InlineData(";,\n", "")]
    [InlineData("a b", "a b")] // white space inside is no separator
    [InlineData("\"a;b\",c", "a;b|c")]
    [InlineData("x=\"a, b\";y=1", "x=a, b|y=1")]
    [InlineData("say=\"a \"\"b\"\" c\"", "say=a \"b\" c")]
    [InlineData("x=\" a \" , y", "x= a |y")] // white space within quotes is meant
    [InlineData("open=\"a;b", "open=a;b")]
    [InlineData("url=http://a:1/?b=c&d", "url=http://a:1/?b=c&d")]
    public void Semicolons_commas_and_line_breaks_separate_unless_they_are_quoted(string list, string expected) =>
        Assert.Equal(expected, string.Join('|', PropertyLists.Split(list)));

    [Theory]
    [InlineData("a b\tc", "a|b|c")]
    [InlineData("linux-x64 linux-arm64", "linux-x64|linux-arm64")]
    public void Blanks_separate_what_has_none_inside(string list, string expected) => Assert.Equal(expected, string.Join('|', PropertyLists.Words(list)));

    [Theory]
    [InlineData("A=1,B=2", "A=1|B=2")]
    [InlineData("A=", "A=")]
    [InlineData("A=b=c", "A=b=c")]
    [InlineData("A = b c", "A= b c")]
    [InlineData("A=\"x;y\"\nB=größe", "A=x;y|B=größe")]
    public void A_pair_has_a_name_and_any_value(string list, string expected) =>
        Assert.Equal(expected, string.Join('|', PropertyLists.Pairs(list, "X").Select(pair => $"{pair.Key}={pair.Value}")));

    [Theory]
    [InlineData("A")]
    [InlineData("=1")]
    [InlineData("A=1,B")]
    public void What_is_no_pair_is_refused(string list) =>
        Assert.Equal(ErrorCodes.InvalidValue, Assert.Throws<ImageBuildException>(() => PropertyLists.Pairs(list, "X")).Code);
}
