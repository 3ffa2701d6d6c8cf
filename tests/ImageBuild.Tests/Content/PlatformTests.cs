using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Tests.Content;

public sealed class PlatformTests
{
    [Theory]
    [InlineData("linux-x64", "linux/amd64")]
    [InlineData("linux-arm64", "linux/arm64")]
    [InlineData("linux-arm", "linux/arm/v7")]
    [InlineData("linux-musl-x64", "linux/amd64")]
    [InlineData("linux-musl-arm64", "linux/arm64")]
    [InlineData("linux-musl-arm", "linux/arm/v7")]
    public void A_runtime_identifier_has_one_platform(string runtimeIdentifier, string platform) =>
        Assert.Equal(platform, Platform.FromRuntimeIdentifier(runtimeIdentifier).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("linux")]
    [InlineData("win-x64")]
    [InlineData("osx-arm64")]
    [InlineData("linux-x86")]
    [InlineData("Linux-x64")]
    public void There_are_no_images_for_other_runtime_identifiers(string runtimeIdentifier)
    {
        var error = Assert.Throws<ImageBuildException>(() => Platform.FromRuntimeIdentifier(runtimeIdentifier));
        Assert.Equal(ErrorCodes.UnsupportedRuntimeIdentifier, error.Code);
        Assert.Contains($"'{runtimeIdentifier}'", error.Cause, StringComparison.Ordinal);
    }
}
