using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>A publish that has nothing to do: how little it does, and that it notices when there is something after all.</summary>
public sealed class NothingChangedTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Publisher _publisher = new(WarmCache.Path);

    [Fact]
    public async Task It_asks_the_registry_one_question_and_hands_the_same_outputs_on()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var project = Project();
        var first = await PublishUntilStampedAsync(project, To(registry));
        var before = await registry.RequestsAsync();

        var second = (await _publisher.PublishAsync(project.File, _folder["out"], [.. To(registry), "-getProperty:GeneratedContainerDigest"])).Succeeded();

        Assert.Equal(["GET /v2/", "HEAD /v2/team/tool/manifests/v1"], (await registry.RequestsAsync()).Skip(before.Count).Select(request => $"{request.Method} {request.Path}"));
        Assert.Equal(first.Result.Digest, second.Result.Digest);
        Assert.Equal(first.Result.Digest, second.Command.Output.Trim());
        Assert.All(second.Result.Layers, layer => Assert.Equal("cached", layer.Status));
    }

    [Fact]
    public async Task It_sets_a_tag_again_that_leads_elsewhere_now()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var project = Project();
        var published = await PublishUntilStampedAsync(project, To(registry));
        var busybox = await BusyboxImage.CreateAsync(_folder);
        await Skopeo.CopyAsync($"oci:{busybox}:{BusyboxImage.Tag}", Skopeo.In(registry, "team/tool", "v1"), registry);

        (await _publisher.PublishAsync(project.File, _folder["out"], To(registry))).Succeeded();

        Assert.Equal(published.Result.Digest, await registry.DigestAsync("team/tool", "v1"));
    }

    [Fact]
    public async Task It_puts_back_what_was_deleted_from_a_layout()
    {
        var project = Project();
        var layout = (await PublishUntilStampedAsync(project)).Layout;
        var blob = Path.Combine(layout.Path, "blobs", "sha256", layout.LayerDigests[^1].Split(':')[1]);
        File.Delete(blob);

        (await _publisher.PublishAsync(project.File, _folder["out"])).Succeeded();

        Assert.True(File.Exists(blob));
    }

    [Theory]
    [InlineData("-p:ContainerUser=1000")]
    [InlineData("-p:ContainerImageTag=other")]
    [InlineData("-p:ContainerCompression=none")]
    public async Task Another_setting_is_a_change(string setting)
    {
        var project = Project();
        var before = await PublishUntilStampedAsync(project);
        var after = (await _publisher.PublishAsync(project.File, _folder["out"], setting)).Succeeded();
        Assert.NotEqual(before.Command.Output, after.Command.Output);
        Assert.True(before.Result.Digest != after.Result.Digest || after.Layout.Tags.Contains("other"));
    }

    public void Dispose() => _folder.Dispose();

    private TestProject Project() => TestProject.Console(_folder.Path).WithImageBuild();

    /// <summary>The first publish writes the lock file; one of the next finds all times settled and leaves a stamp.</summary>
    private async Task<Publication> PublishUntilStampedAsync(TestProject project, params string[] arguments)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var publication = (await _publisher.PublishAsync(project.File, _folder["out"], arguments)).Succeeded();
            if (Directory.EnumerateFiles(Path.Combine(project.Folder, "obj"), "stamp", SearchOption.AllDirectories).Any())
                return publication;
        }

        throw new InvalidOperationException("Three publishes left no stamp.");
    }

    private static string[] To(DockerRegistry registry) =>
        ["-p:ContainerLayoutPath=", $"-p:ContainerRegistry={registry.Host}", "-p:ContainerRepository=team/tool", "-p:ContainerImageTag=v1"];
}
