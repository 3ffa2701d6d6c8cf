using ImageBuild.Layers;

namespace ImageBuild.Tests.Layers;

/// <summary>What is released together changes together, and ids say what is released together.</summary>
public sealed class PackageFamilyTests
{
    [Theory]
    [InlineData("Serilog", "Serilog")]
    [InlineData("Serilog.Sinks.File", "Serilog")]
    [InlineData("Newtonsoft.Json", "Newtonsoft")]
    [InlineData("Humanizer.Core.de", "Humanizer")] // satellite resources as packages of their own
    [InlineData("SkiaSharp.NativeAssets.Linux", "SkiaSharp")]
    [InlineData("librdkafka.redist", "librdkafka")]
    [InlineData("Microsoft.Extensions.Http", "Microsoft.Extensions")]
    [InlineData("Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions")]
    [InlineData("Microsoft.EntityFrameworkCore.Sqlite", "Microsoft.EntityFrameworkCore")]
    [InlineData("System.IdentityModel.Tokens.Jwt", "System.IdentityModel")]
    [InlineData("Azure.Storage.Blobs", "Azure.Storage")]
    [InlineData("Google.Cloud.Storage.V1", "Google.Cloud")]
    [InlineData("AWSSDK.S3", "AWSSDK.S3")]
    [InlineData("Amazon.Lambda.Core", "Amazon.Lambda")]
    [InlineData("microsoft.data.sqlclient", "microsoft.data")]
    [InlineData("Microsoft", "Microsoft")]
    [InlineData("SystemOfOurs.Core", "SystemOfOurs")]
    [InlineData("runtime.native.System.Security.Cryptography.OpenSsl", "System.Security")]
    [InlineData("runtime.linux-x64.runtime.native.System.IO.Ports", "System.IO")]
    [InlineData("runtime.json", "runtime")]
    public void A_package_belongs_to_the_family_of_its_first_part_or_two(string id, string family) => Assert.Equal(family, PackageFamily.Of(id));

    [Theory]
    [InlineData("Microsoft.NETCore.App.Runtime.linux-x64", true)]
    [InlineData("microsoft.aspnetcore.app.runtime.linux-arm64", true)]
    [InlineData("Microsoft.WindowsDesktop.App.Runtime.win-x64", true)]
    [InlineData("Microsoft.NETCore.App.Runtime.NativeAOT.linux-x64", true)]
    [InlineData("runtime.linux-x64.Microsoft.DotNet.ILCompiler", true)]
    [InlineData("Microsoft.NETCore.App.Runtimes", false)]
    [InlineData("Microsoft.AspNetCore.OpenApi", false)]
    [InlineData("Microsoft.Extensions.DependencyModel", false)]
    public void A_runtime_pack_is_no_ordinary_package(string id, bool isRuntime) => Assert.Equal(isRuntime, PackageFamily.IsRuntime(id));
}
