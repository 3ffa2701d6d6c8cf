using ImageBuild.Frameworks;

namespace ImageBuild.Tests.Frameworks;

/// <summary>Which assets of a package an image can use.</summary>
public sealed class RuntimeIdentifiersTests
{
    [Theory]
    [InlineData("linux-x64", "linux-x64 linux unix-x64 unix any", "linux-arm64 linux-musl-x64 unix-arm64 win win-x64 osx linux-x86 alpine-x64")]
    [InlineData("linux-arm64", "linux-arm64 linux unix-arm64 unix any", "linux-arm linux-x64 unix-x64 win-arm64")]
    [InlineData("linux-arm", "linux-arm linux unix-arm unix any", "linux-arm64 linux-armel")]
    [InlineData("linux-musl-x64", "linux-musl-x64 linux-musl linux-x64 linux unix-x64 unix any", "linux-musl-arm64 linux-arm64 win-x64")]
    public void Assets_of_the_identifier_itself_and_of_what_it_falls_back_to(string image, string usable, string foreign)
    {
        Assert.All(usable.Split(' '), asset => Assert.True(RuntimeIdentifiers.IsUsable(asset, image), asset));
        Assert.All(foreign.Split(' '), asset => Assert.False(RuntimeIdentifiers.IsUsable(asset, image), asset));
    }

    [Fact]
    public void Folders_may_be_written_in_any_case() => Assert.True(RuntimeIdentifiers.IsUsable("Linux-X64", "linux-x64"));
}
