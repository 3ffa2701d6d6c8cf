using System.Text.RegularExpressions;
using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>The Cake sample as a user runs it: the packed add-in, Cake.Tool as a local tool, a real registry.</summary>
public sealed partial class CakeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task The_sample_publishes_verifies_and_promotes()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var project = TestProject.Console(_folder.Path, "Orders").Property("ContainerCacheDirectory", WarmCache.Path);

        var result = (await CakeAsync($"--registry={registry.Host}", $"--project={project.Folder}", "--image-version=1.4.2")).Succeeded();

        var digest = await Skopeo.DigestAsync(Skopeo.In(registry, "orders", "1.4.2"), registry);
        // Cake colours the values it is given, wherever its output goes.
        var output = Colour().Replace(result.Output, "");
        Assert.Contains($"Promoted {digest}", output, StringComparison.Ordinal);
        Assert.Contains("user 1654", output, StringComparison.Ordinal);
        Assert.Equal(digest, await Skopeo.DigestAsync(Skopeo.In(registry, "orders", "production"), registry));
        Assert.Equal(digest, await Skopeo.DigestAsync(Skopeo.In(registry, "mirror/orders", "production"), registry));
    }

    [Fact]
    public async Task What_goes_wrong_fails_the_build_with_a_code()
    {
        var project = TestProject.Console(_folder.Path, "Orders").Property("ContainerCacheDirectory", WarmCache.Path);

        var result = (await CakeAsync($"--registry=127.0.0.1:{Ports.Free()}", $"--project={project.Folder}")).Failed();

        Errors.HasCode(result, "IB3001");
    }

    public void Dispose() => _folder.Dispose();

    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex Colour();

    /// <summary>A copy of the sample with the version that was packed, which a user writes there.</summary>
    private async Task<CommandResult> CakeAsync(params string[] arguments)
    {
        var build = _folder["build"];
        await new Command("cp", "-r", Repository.Sample("CakeBuild"), build).RunWellAsync();
        var script = Path.Combine(build, "build.cake");
        await File.WriteAllTextAsync(script, (await File.ReadAllTextAsync(script)).Replace("version=0.1.0&", $"version={PackedPackages.Version}&prerelease&", StringComparison.Ordinal));
        (await new Command("dotnet", "new", "nugetconfig", "--output", build).RunAsync()).Succeeded();
        (await DotNet.RunAsync(build, ["nuget", "add", "source", PackedPackages.Source, "--name", "packed", "--configfile", Path.Combine(build, "nuget.config")])).Succeeded();
        (await DotNet.RunAsync(build, ["tool", "restore"])).Succeeded();
        return await DotNet.RunAsync(build, ["cake", .. arguments]);
    }
}
