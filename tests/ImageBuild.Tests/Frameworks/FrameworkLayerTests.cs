using ImageBuild.Diagnostics;
using ImageBuild.Frameworks;
using ImageBuild.Layers;

namespace ImageBuild.Tests.Frameworks;

/// <summary>From a runtime pack to the shared framework that hostfxr looks for.</summary>
public sealed class FrameworkLayerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_base_framework_brings_hostfxr_and_the_licences() =>
        Assert.Equal(
            [
                "644 usr/share/dotnet/LICENSE.txt MIT",
                "644 usr/share/dotnet/ThirdPartyNotices.txt others",
                "644 usr/share/dotnet/host/fxr/10.0.1/libhostfxr.so resolver",
                "644 usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.1/Microsoft.NETCore.App.deps.json {}",
                "644 usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.1/System.Runtime.dll managed",
                "755 usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.1/createdump program",
                "644 usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.1/libcoreclr.so native",
                "644 usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.1/libhostpolicy.so policy",
            ],
            await ListAsync(FakeRuntimePack.Create(_folder)));

    [Fact]
    public async Task Another_framework_brings_its_own_files_only() =>
        Assert.Equal(
            [
                "644 usr/share/dotnet/shared/Microsoft.AspNetCore.App/10.0.1/Microsoft.AspNetCore.App.deps.json {}",
                "644 usr/share/dotnet/shared/Microsoft.AspNetCore.App/10.0.1/System.Runtime.dll managed",
            ],
            await ListAsync(FakeRuntimePack.Create(_folder, "Microsoft.AspNetCore.App")));

    [Fact]
    public void The_identity_comes_from_NuGets_hash_and_not_from_the_files_or_where_they_lie()
    {
        using var elsewhere = new TemporaryFolder();
        var pack = FakeRuntimePack.Create(_folder);
        var identity = FrameworkLayer.RecipeOf(pack).Identity;
        Directory.Delete(Path.Combine(pack.Folder, "runtimes"), recursive: true);
        Assert.Equal(identity, FrameworkLayer.RecipeOf(pack).Identity);
        Assert.Equal(identity, FrameworkLayer.RecipeOf(FakeRuntimePack.Create(elsewhere)).Identity);
        Assert.NotEqual(identity, FrameworkLayer.RecipeOf(FakeRuntimePack.Create(elsewhere, hash: "b3RoZXI=")).Identity);
    }

    [Fact]
    public void A_framework_has_a_layer_of_its_own_named_by_its_version()
    {
        var recipe = FrameworkLayer.RecipeOf(FakeRuntimePack.Create(_folder));
        Assert.Equal((LayerKind.Framework, "Microsoft.NETCore.App 10.0.1"), (recipe.Kind, recipe.Name));
    }

    [Fact]
    public async Task A_pack_without_files_for_the_runtime_identifier_is_an_error()
    {
        var pack = FakeRuntimePack.Create(_folder) with { RuntimeIdentifier = "linux-arm64", PackageId = "Microsoft.NETCore.App.Runtime.linux-arm64" };
        Assert.Equal(ErrorCodes.NotARuntimePack, (await Assert.ThrowsAsync<ImageBuildException>(() => ListAsync(pack))).Code);
    }

    [Theory]
    [InlineData("Microsoft.NETCore.App.Host.linux-x64")]
    [InlineData("Microsoft.NETCore.App.Runtime.linux-arm64")]
    [InlineData("Newtonsoft.Json")]
    public void A_package_that_is_no_runtime_pack_for_the_runtime_identifier_is_refused(string id)
    {
        var pack = FakeRuntimePack.Create(_folder) with { PackageId = id };
        Assert.Equal(ErrorCodes.NotARuntimePack, Assert.Throws<ImageBuildException>(() => FrameworkLayer.RecipeOf(pack)).Code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"contentHash":""}""")]
    [InlineData("""{"contentHash":5}""")]
    public void A_pack_whose_metadata_say_no_hash_is_not_trusted(string? metadata)
    {
        var pack = FakeRuntimePack.Create(_folder);
        var path = Path.Combine(pack.Folder, ".nupkg.metadata");
        File.Delete(path);
        if (metadata is not null)
            File.WriteAllText(path, metadata);
        Assert.Equal(ErrorCodes.NotARuntimePack, Assert.Throws<ImageBuildException>(() => FrameworkLayer.RecipeOf(pack)).Code);
    }

    private static async Task<IEnumerable<string>> ListAsync(RuntimePack pack)
    {
        var entries = await FrameworkLayer.RecipeOf(pack).Entries(default);
        return entries.OrderBy(entry => entry.Path, StringComparer.Ordinal).Select(entry =>
        {
            using var reader = new StreamReader(entry.Content!.Open());
            return $"{Convert.ToString(entry.Mode, 8)} {entry.Path} {reader.ReadToEnd()}";
        });
    }
}
