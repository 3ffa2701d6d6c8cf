using System.Text.Json;
using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>One tag for several platforms, as ContainerRuntimeIdentifiers asks for.</summary>
public sealed class SeveralPlatformsTests : IDisposable
{
    private const string Both = "-p:ContainerRuntimeIdentifiers=linux-x64 linux-arm64";

    private readonly TempFolder _folder = new();
    private readonly Publisher _publisher = new(WarmCache.Path);

    [Fact]
    public async Task A_portable_application_is_compiled_once_and_its_own_layers_serve_all_platforms()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var project = TestProject.Console(_folder.Path).WithImageBuild()
            .Item("""<PackageReference Include="Dapper" Version="2.1.86" />""")
            .Item("""<ContainerLabel Include="url" Value="https://example.org/a?b=c;d" />""")
            .Item("""<ContainerEnvironmentVariable Include="WHERE" Value="http://+:8080;&quot;ä&quot; = 1" />""");

        var publication = (await _publisher.PublishAsync(
            project.File, _folder["out"], Both, $"-p:ContainerRegistry={registry.Host}", "-p:ContainerRepository=team/tool", "-p:ContainerImageTag=v1")).Succeeded();

        Assert.Single(publication.Command.Output.Split('\n'), line => line.Contains("Tool.dll", StringComparison.Ordinal));
        var index = JsonDocument.Parse((await new Command("skopeo", "inspect", "--tls-verify=false", "--raw", Skopeo.In(registry, "team/tool", "v1")).RunWellAsync()).Output).RootElement;
        Assert.Equal(
            ["amd64", "arm64"],
            index.GetProperty("manifests").EnumerateArray().Select(entry => entry.GetProperty("platform").GetProperty("architecture").GetString()));
        Assert.Equal(publication.Result.Digest, await registry.DigestAsync("team/tool", "v1"));
        Assert.Equal(["v1"], await registry.TagsAsync("team/tool"));

        var images = new[] { "amd64", "arm64" }.Select(architecture => Pull(registry, architecture)).ToArray();
        var (amd64, arm64) = (await images[0], await images[1]);
        Assert.Contains(amd64.LayerDigests[^2], arm64.LayerDigests); // Dapper
        Assert.Equal("https://example.org/a?b=c;d", amd64.Config.GetProperty("config").GetProperty("Labels").GetProperty("url").GetString());
        Assert.Contains("WHERE=http://+:8080;\"ä\" = 1", arm64.Config.GetProperty("config").GetProperty("Env").EnumerateArray().Select(variable => variable.GetString()));

        var run = await ImageRunner.RunAsync(amd64.Path, "v1");
        Assert.Contains(Sources.ConsoleGreeting, run.Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal("AArch64", Machine(await arm64.ReadAsync("app/Tool")));
        Assert.Equal("AArch64", Machine(await arm64.ReadAsync("usr/share/dotnet/host/fxr/", "libhostfxr.so")));
    }

    [Fact]
    public async Task What_needs_native_code_is_published_for_each_platform_into_a_folder_of_its_own()
    {
        var project = TestProject.Console(_folder.Path).WithImageBuild().Property("RuntimeIdentifiers", "linux-x64;linux-arm64;win-x64");

        var publication = (await _publisher.PublishAsync(project.File, _folder["out"], "--self-contained", "-o", _folder["published"])).Succeeded();

        var images = publication.Result.Platforms;
        Assert.Equal(["linux/amd64", "linux/arm64"], images); // win-x64 is for people with Windows
        var layout = publication.Layout;
        foreach (var (architecture, machine) in new[] { ("amd64", "X86-64"), ("arm64", "AArch64") })
        {
            var image = new OciLayout(_folder[architecture]);
            await new Command("skopeo", "copy", "--override-arch", architecture, $"oci:{layout.Path}:latest", $"oci:{image.Path}:v1").RunWellAsync();
            Assert.Equal(machine, Machine(await image.ReadAsync("app/Tool")));
            Assert.Equal(machine, Machine(await image.ReadAsync("app/", "libcoreclr.so")));
        }
    }

    [Fact]
    public async Task Tags_of_single_platforms_are_there_for_those_who_ask()
    {
        var project = TestProject.Console(_folder.Path).WithImageBuild();
        var publication = (await _publisher.PublishAsync(project.File, _folder["out"], Both, "-p:ContainerPlatformTags=true", "-p:ContainerImageTag=v1")).Succeeded();
        Assert.Equal(["v1", "v1-linux-arm64", "v1-linux-x64"], publication.Layout.Tags.Order(StringComparer.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<OciLayout> Pull(DockerRegistry registry, string architecture)
    {
        var path = _folder[$"pulled-{architecture}"];
        await new Command(
            "skopeo", "copy", "--src-tls-verify=false", "--override-arch", architecture, Skopeo.In(registry, "team/tool", "v1"), $"oci:{path}:v1").RunWellAsync();
        return new OciLayout(path);
    }

    /// <summary>e_machine of an ELF header.</summary>
    private static string Machine(byte[] elf) => (elf[..4], elf[18]) switch
    {
        ([0x7F, (byte)'E', (byte)'L', (byte)'F'], 62) => "X86-64",
        ([0x7F, (byte)'E', (byte)'L', (byte)'F'], 183) => "AArch64",
        _ => "not an ELF file",
    };
}
