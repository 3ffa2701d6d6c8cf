using ImageBuild.Diagnostics;
using ImageBuild.Frameworks;

namespace ImageBuild.Tests.Frameworks;

/// <summary>What runtimeconfig.json asks for.</summary>
public sealed class FrameworkRequirementTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"10.0.0"}}}""", "Microsoft.NETCore.App 10.0.0")]
    [InlineData(
        """{"runtimeOptions":{"frameworks":[{"name":"Microsoft.NETCore.App","version":"10.0.0"},{"name":"Microsoft.AspNetCore.App","version":"10.0.2"}]}}""",
        "Microsoft.NETCore.App 10.0.0, Microsoft.AspNetCore.App 10.0.2")]
    [InlineData("""{"runtimeOptions":{"includedFrameworks":[{"name":"Microsoft.NETCore.App","version":"10.0.0"}]}}""", "")] // self-contained
    [InlineData("""{"runtimeOptions":{"tfm":"net10.0"}}""", "")]
    public void The_frameworks_of_an_application(string json, string expected) =>
        Assert.Equal(expected, string.Join(", ", Read(json).Select(framework => $"{framework.Name} {framework.Version}")));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App"}}}""")]
    [InlineData("""{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":null}}}""")]
    [InlineData("""{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":10}}}""")]
    [InlineData("""{"runtimeOptions":{"frameworks":{}}}""")]
    public void What_is_no_runtimeconfig_is_refused(string json) =>
        Assert.Equal(ErrorCodes.InvalidRuntimeConfig, Assert.Throws<ImageBuildException>(() => Read(json)).Code);

    [Fact]
    public void A_missing_runtimeconfig_is_an_error_that_names_the_file()
    {
        var path = Path.Combine(_folder.Path, "app.runtimeconfig.json");
        var error = Assert.Throws<ImageBuildException>(() => FrameworkRequirement.Read(path));
        Assert.Equal(ErrorCodes.InvalidRuntimeConfig, error.Code);
        Assert.Contains(path, error.Cause, StringComparison.Ordinal);
    }

    private IReadOnlyList<FrameworkRequirement> Read(string json) => FrameworkRequirement.Read(_folder.File("app.runtimeconfig.json", json));
}
