using System.Text;
using ImageBuild.Diagnostics;
using ImageBuild.Frameworks;

namespace ImageBuild.Tests.Frameworks;

/// <summary>The executable that starts the application: a template with the name of the assembly put in.</summary>
public sealed class AppHostTests
{
    /// <summary>What the apphost pack has where the name goes: the SHA-256 of "foobar".</summary>
    private static readonly string PlaceHolder = ImageBuild.Content.Digest.Of("foobar").Hex;

    [Theory]
    [InlineData("A.dll")]
    [InlineData("Grüße.dll")]
    [InlineData("A.Name.That.Is.Longer.Than.The.SixtyFour.Letters.Of.The.PlaceHolder.Itself.dll")]
    public void The_name_takes_the_place_and_the_rest_of_it_is_zero(string name)
    {
        var template = Template();
        var bytes = AppHost.Create(template, name);
        var expected = Encoding.UTF8.GetBytes(name);
        Assert.Equal(template.Length, bytes.Length);
        Assert.Equal("before"u8, bytes[..6]);
        Assert.Equal(expected, bytes[6..(6 + expected.Length)]);
        Assert.All(bytes[(6 + expected.Length)..(6 + 1024)], value => Assert.Equal(0, value));
        Assert.Equal("after"u8, bytes[^5..]);
    }

    [Fact]
    public void The_longest_name_leaves_room_for_the_closing_zero()
    {
        Assert.Equal(0, AppHost.Create(Template(), new string('n', 1023))[6 + 1023]);
        Assert.Equal(ErrorCodes.InvalidAppHost, Assert.Throws<ImageBuildException>(() => AppHost.Create(Template(), new string('n', 1024))).Code);
    }

    [Fact]
    public void A_template_without_a_place_for_the_name_is_refused() =>
        Assert.Equal(ErrorCodes.InvalidAppHost, Assert.Throws<ImageBuildException>(() => AppHost.Create("no template"u8, "A.dll")).Code);

    [Fact]
    public void A_template_that_was_cut_off_is_refused()
    {
        var cut = Template().AsSpan(0, 6 + 64).ToArray();
        Assert.Equal(ErrorCodes.InvalidAppHost, Assert.Throws<ImageBuildException>(() => AppHost.Create(cut, new string('n', 64))).Code);
    }

    /// <summary>Something before, 1,024 bytes that begin with the place holder, something behind.</summary>
    private static byte[] Template() => [.. "before"u8, .. Encoding.ASCII.GetBytes(PlaceHolder.PadRight(1024, '\0')), .. "after"u8];
}
