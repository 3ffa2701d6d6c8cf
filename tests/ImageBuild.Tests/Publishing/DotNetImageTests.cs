using ImageBuild.Diagnostics;
using ImageBuild.Publishing;
using ImageBuild.Tests.Sdk;

namespace ImageBuild.Tests.Publishing;

/// <summary>Which of Microsoft's images ContainerFamily leads to: the rules of the SDK.</summary>
public sealed class DotNetImageTests
{
    private static readonly DotNetImage Console = new() { TargetFrameworkVersion = "10.0", SdkVersion = "10.0.401", Family = DotNetImage.DefaultFamily, RuntimeIdentifiers = ["linux-x64"] };

    public static TheoryData<string> Sdks => ["10.0.401", "10.0.100", "8.0.200", "8.0.300", "9.0.100", "10.0.100-rc.2.25500.1", "11.0.100-preview.3.1", "10.0.200-preview.1", "11.0.100-alpha.1.2", "10.0.100-rtm.1", "11.0.100-nonsense.1"];

    [Theory]
    [InlineData("", "runtime:10.0")]
    [InlineData("web", "aspnet:10.0")]
    [InlineData("web self-contained", "runtime-deps:10.0")]
    [InlineData("self-contained aot", "runtime-deps:10.0-noble-chiseled-extra")]
    [InlineData("self-contained aot invariant", "runtime-deps:10.0-noble-chiseled")]
    [InlineData("self-contained trimmed", "runtime-deps:10.0-noble-chiseled-extra")]
    [InlineData("musl", "runtime:10.0-alpine")]
    [InlineData("musl self-contained aot", "runtime-deps:10.0-alpine-extra")]
    [InlineData("musl self-contained aot invariant", "runtime-deps:10.0-alpine")]
    public void The_default_family_follows_from_how_the_application_is_published(string how, string expected) =>
        Assert.Equal($"mcr.microsoft.com/dotnet/{expected}", With(Console, how).Infer());

    [Theory]
    [InlineData("alpine", "", "aspnet:10.0-alpine")]
    [InlineData("noble-chiseled", "", "aspnet:10.0-noble-chiseled-extra")]
    [InlineData("noble-chiseled", "invariant", "aspnet:10.0-noble-chiseled")]
    [InlineData("noble-chiseled-extra", "", "aspnet:10.0-noble-chiseled-extra")]
    [InlineData("noble", "self-contained", "runtime-deps:10.0-noble")]
    [InlineData("azurelinux3.0-distroless", "", "aspnet:10.0-azurelinux3.0-distroless")]
    public void A_family_is_the_end_of_the_tag(string family, string how, string expected) =>
        Assert.Equal($"mcr.microsoft.com/dotnet/{expected}", With(Console with { Family = family }, "web " + how).Infer());

    [Theory]
    [InlineData("6.0", "runtime:6.0")]
    [InlineData("8.0", "runtime:8.0")]
    [InlineData("9.0", "runtime:9.0")]
    public void An_older_target_framework_has_images_of_its_own(string version, string expected) =>
        Assert.Equal($"mcr.microsoft.com/dotnet/{expected}", (Console with { TargetFrameworkVersion = version }).Infer());

    [Fact]
    public void Platforms_with_and_without_musl_have_no_image_in_common() =>
        Assert.Equal(ErrorCodes.InvalidValue, Assert.Throws<ImageBuildException>(() => (Console with { RuntimeIdentifiers = ["linux-x64", "linux-musl-x64"] }).Infer()).Code);

    [Theory]
    [MemberData(nameof(Sdks))]
    public void Every_combination_gives_what_the_SDK_gives(string sdk)
    {
        string[] options = ["web", "self-contained", "aot", "trimmed", "invariant", "musl"];
        foreach (var framework in (string[])["6.0", "7.0", "8.0", "9.0", "10.0", "11.0"])
        {
            foreach (var family in (string[])[DotNetImage.DefaultFamily, "alpine", "noble", "noble-chiseled", "jammy-chiseled-extra", "-chiseled"])
            {
                for (var chosen = 0; chosen < 1 << options.Length; chosen++)
                {
                    var how = string.Join(' ', options.Where((_, at) => (chosen & (1 << at)) != 0));
                    var image = With(Console with { TargetFrameworkVersion = framework, SdkVersion = sdk, Family = family }, how);
                    string? ours;
                    try
                    {
                        ours = image.Infer();
                    }
                    catch (ImageBuildException)
                    {
                        ours = null;
                    }

                    Assert.Equal((framework, family, how, SdksAnswer(image)), (framework, family, how, ours));
                }
            }
        }
    }

    private static DotNetImage With(DotNetImage image, string how) => image with
    {
        AspNetCore = how.Contains("web", StringComparison.Ordinal),
        SelfContained = how.Contains("self-contained", StringComparison.Ordinal),
        Aot = how.Contains("aot", StringComparison.Ordinal),
        Trimmed = how.Contains("trimmed", StringComparison.Ordinal),
        InvariantGlobalization = how.Contains("invariant", StringComparison.Ordinal),
        RuntimeIdentifiers = how.Contains("musl", StringComparison.Ordinal) ? ["linux-musl-x64", "linux-musl-arm64"] : ["linux-x64"],
    };

    private static string? SdksAnswer(DotNetImage image)
    {
        var task = new SdkTask("ComputeDotnetBaseImageAndTag")
        {
            ["SdkVersion"] = image.SdkVersion,
            ["TargetFrameworkVersion"] = image.TargetFrameworkVersion + ".0",
            ["FrameworkReferences"] = image.AspNetCore ? new[] { "Microsoft.AspNetCore.App" } : [],
            ["TargetRuntimeIdentifiers"] = image.RuntimeIdentifiers.ToArray(),
            ["IsSelfContained"] = image.SelfContained,
            ["IsAotPublished"] = image.Aot,
            ["IsTrimmed"] = image.Trimmed,
            ["UsesInvariantGlobalization"] = image.InvariantGlobalization,
            ["ContainerFamily"] = image.Family == DotNetImage.DefaultFamily ? "" : image.Family,
        };
        return task.Execute() ? (string?)task["ComputedContainerBaseImage"] : null;
    }
}
