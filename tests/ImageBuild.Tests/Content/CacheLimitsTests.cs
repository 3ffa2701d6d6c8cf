using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Tests.Content;

/// <summary>How the bounds of the cache are written.</summary>
public sealed class CacheLimitsTests
{
    [Theory]
    [InlineData(null, null, 5_000_000_000, 30)]
    [InlineData("", "", 5_000_000_000, 30)]
    [InlineData("2GB", "7", 2_000_000_000, 7)]
    [InlineData(" 1.5 gb ", "0", 1_500_000_000, 0)]
    [InlineData("500MB", null, 500_000_000, 30)]
    [InlineData("1GiB", null, 1_073_741_824, 30)]
    [InlineData("123", null, 123, 30)]
    [InlineData("123B", null, 123, 30)]
    [InlineData("0", null, 0, 30)]
    public void The_environment_sets_them(string? size, string? days, long bytes, int unused) =>
        Assert.Equal(new CacheLimits(bytes, TimeSpan.FromDays(unused)), CacheLimits.FromEnvironment(Environment(size, days)));

    [Theory]
    [InlineData("much", null, "IMAGEBUILD_CACHE_SIZE is 'much'.")]
    [InlineData("-1", null, "IMAGEBUILD_CACHE_SIZE is '-1'.")]
    [InlineData("GB", null, "IMAGEBUILD_CACHE_SIZE is 'GB'.")]
    [InlineData("99999999999TB", null, "IMAGEBUILD_CACHE_SIZE is '99999999999TB'.")]
    [InlineData(null, "1.5", "IMAGEBUILD_CACHE_DAYS is '1.5'.")]
    [InlineData(null, "-3", "IMAGEBUILD_CACHE_DAYS is '-3'.")]
    public void What_is_no_bound_is_an_error(string? size, string? days, string cause)
    {
        var error = Assert.Throws<ImageBuildException>(() => CacheLimits.FromEnvironment(Environment(size, days)));
        Assert.Equal((ErrorCodes.InvalidValue, cause), (error.Code, error.Cause));
    }

    private static Func<string, string?> Environment(string? size, string? days) =>
        name => name == CacheLimits.SizeVariable ? size : name == CacheLimits.DaysVariable ? days : null;
}
