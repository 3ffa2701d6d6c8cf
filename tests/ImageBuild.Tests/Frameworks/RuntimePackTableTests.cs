using ImageBuild.Diagnostics;
using ImageBuild.Frameworks;

namespace ImageBuild.Tests.Frameworks;

/// <summary>Which version of a runtime pack is taken.</summary>
public sealed class RuntimePackTableTests
{
    private const string Package = "Microsoft.NETCore.App.Runtime.linux-x64";
    private static readonly RuntimePackTable Table = new(
        [new KnownRuntimePack("Microsoft.NETCore.App", "10.0.12", "Microsoft.NETCore.App.Runtime.**RID**", ["linux-x64", "linux-arm64"])]);

    [Theory]
    [InlineData("10.0.0", null, "10.0.12")] // the newest the SDK knows
    [InlineData("10.0.0", "10.0.3", "10.0.3")] // the locked one
    [InlineData("10.0.3", "10.0.3", "10.0.3")]
    [InlineData("10.0.4", "10.0.3", "10.0.12")] // the lock is older than what is required
    [InlineData("10.0.20", null, "10.0.20")] // more is required than the SDK knows
    [InlineData("10.0.20", "10.0.12", "10.0.20")]
    [InlineData("10.0.0", "9.0.9", "10.0.12")] // the target framework changed
    [InlineData("10.0.0", "11.0.0", "10.0.12")]
    [InlineData("10.0.0", "not a version", "10.0.12")]
    public void The_version(string required, string? locked, string expected)
    {
        var locks = new Dictionary<string, string>();
        if (locked is not null)
            locks.Add(Package, locked);
        Assert.Equal(new NuGetPackage(Package, expected), Table.Resolve(new FrameworkRequirement("Microsoft.NETCore.App", required), "linux-x64", locks));
    }

    [Fact]
    public void A_framework_the_SDK_does_not_know_is_an_error()
    {
        var error = Assert.Throws<ImageBuildException>(() => Resolve("My.Framework", "linux-x64"));
        Assert.Equal(ErrorCodes.RuntimePackNotRestored, error.Code);
        Assert.Contains("My.Framework 10.0.0", error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_runtime_identifier_without_a_pack_is_an_error() =>
        Assert.Equal(ErrorCodes.UnsupportedRuntimeIdentifier, Assert.Throws<ImageBuildException>(() => Resolve("Microsoft.NETCore.App", "linux-mips")).Code);

    private static NuGetPackage Resolve(string framework, string runtimeIdentifier) =>
        Table.Resolve(new FrameworkRequirement(framework, "10.0.0"), runtimeIdentifier, new Dictionary<string, string>());
}
