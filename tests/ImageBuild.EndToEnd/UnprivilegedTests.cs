using System.Net;
using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>What a pod of the restricted profile may do is enough: no root, no capability, one folder to write to.</summary>
public sealed class UnprivilegedTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_build_needs_no_privilege_and_one_writable_folder()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var project = TestProject.Web(_folder.Folder("source")).WithImageBuild();
        var user = await OtherUser.WithHomeAsync(_folder.Folder("home"));
        await OtherUser.OwnsAsync(_folder.Path);
        var surroundings = Surroundings.Usual with { User = user, OnlyWritable = _folder.Path };

        // Everything from nothing: the tool, the packages of NuGet and of Debian, the layers.
        var bin = _folder["bin"];
        await RunAsync("dotnet", "tool", "install", "ImageBuild.Tool", "--version", PackedPackages.Version, "--add-source", Path.Combine(user.Home, "packages"), "--tool-path", bin);
        await RunAsync("dotnet", "publish", "-t:PublishImage", $"-p:ContainerRegistry={registry.Host}", "-p:ContainerRepository=team/one", "-p:ContainerImageTag=v1");
        var tool = Path.Combine(bin, "imagebuild");
        await RunAsync(tool, "publish", "--registry", registry.Host, "--repository", "team/two", "--tag", "v1");
        await RunAsync(tool, "verify", $"{registry.Host}/team/one:v1");
        await RunAsync(tool, "pull", $"{registry.Host}/team/one:v1", $"oci:{_folder["layout"]}:v1");

        Assert.Equal(await registry.DigestAsync("team/one", "v1"), await registry.DigestAsync("team/two", "v1"));
        await using var image = await ImageRunner.StartAsync(_folder["layout"], "v1");
        Assert.Equal(HttpStatusCode.OK, (await image.GetAsync("/")).Status);

        async Task RunAsync(string program, params string[] arguments) =>
            (await surroundings.Around(DotNet.Quiet(new Command(program, arguments) { WorkingDirectory = project.Folder })).RunAsync()).Succeeded();
    }

    public void Dispose() => _folder.Dispose();
}
