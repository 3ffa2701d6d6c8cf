using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

public sealed class RegistryTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Publisher _publisher = new(WarmCache.Path);

    [Fact]
    public async Task A_pushed_image_comes_back_with_the_digest_that_was_announced()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var project = TestProject.Console(_folder.Path).WithImageBuild();

        var publication = (await _publisher.PublishAsync(project.File, _folder["out"], To(registry))).Succeeded();
        await Skopeo.CopyAsync(Skopeo.In(registry, "team/tool", "v1"), $"oci:{_folder["back"]}:v1", registry);

        Assert.Equal(publication.Result.Digest, await registry.DigestAsync("team/tool", "v1"));
        Assert.Equal(publication.Result.Digest, new OciLayout(_folder["back"]).ManifestDigest);
    }

    [Fact]
    public async Task A_second_push_sends_no_layer()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var project = TestProject.Console(_folder.Path).WithImageBuild();
        var first = (await _publisher.PublishAsync(project.File, _folder["out"], To(registry))).Succeeded();
        var before = await registry.RequestsAsync();

        var second = (await _publisher.PublishAsync(project.File, _folder["out"], To(registry))).Succeeded();

        Assert.Equal(first.Result.Digest, second.Result.Digest);
        Assert.DoesNotContain((await registry.RequestsAsync()).Skip(before.Count), request => request.SendsBlob);
    }

    [Fact]
    public async Task A_registry_that_refuses_leaves_a_coded_error_and_no_tag()
    {
        await using var registry = await DockerRegistry.StartAsync(RegistryDoor.Password);
        var project = TestProject.Console(_folder.Path).WithImageBuild();

        var publication = await _publisher.PublishAsync(project.File, _folder["out"], To(registry));

        Errors.HasCode(publication.Command.Failed());
        Assert.Null(await registry.DigestAsync("team/tool", "v1"));
    }

    public void Dispose() => _folder.Dispose();

    private static string[] To(DockerRegistry registry) =>
        [$"-p:ContainerRegistry={registry.Host}", "-p:ContainerRepository=team/tool", "-p:ContainerImageTag=v1"];
}
