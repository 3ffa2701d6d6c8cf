using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>The sample that uses the engine as a library, with the packed package.</summary>
public sealed class LibrarySampleTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task The_sample_builds_an_image_of_a_folder_and_pushes_it()
    {
        await using var registry = await DockerRegistry.StartAsync();
        File.Copy("/bin/busybox", Path.Combine(_folder.Folder("files"), "server"));

        var result = (await DotNet.RunAsync(_folder.Path, ["run", "--project", Repository.Sample("Library"), "--", _folder["files"], $"{registry.Host}/acme/server:latest"])).Succeeded();

        var digest = await Skopeo.DigestAsync(Skopeo.In(registry, "acme/server", "latest"), registry);
        Assert.Equal($"{registry.Host}/acme/server@{digest}", result.Output.Trim().Split('\n')[^1]);
    }

    public void Dispose() => _folder.Dispose();
}
