using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>ContainerArchiveOutputPath and LocalRegistry.</summary>
public sealed class LocalDestinationTests(LocalDestinationTests.BuiltConsole built) : IClassFixture<LocalDestinationTests.BuiltConsole>, IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Podman_loads_an_archive_under_all_its_tags_and_its_digest_is_that_of_a_push()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var publication = (await PublishAsync(
            Surroundings.Usual, $"-p:ContainerArchiveOutputPath={_folder["archives"]}/", "-p:ContainerRepository=team/tool", "-p:ContainerImageTags=1.0 latest", $"-p:ContainerRegistry={registry.Host}")).Succeeded();
        var archive = Path.Combine(_folder["archives"], "team", "tool.tar.gz"); // the name the SDK gives it

        var result = await Podman.RunLineAsync(_folder, $"podman load -q -i {archive} && podman run --rm team/tool:latest && podman image inspect --format '{{{{.Digest}}}}' team/tool:1.0");

        Assert.Contains("localhost/team/tool:1.0", result.Output, StringComparison.Ordinal);
        Assert.Contains(Sources.ConsoleGreeting, result.Output, StringComparison.Ordinal);
        Assert.Equal(await registry.DigestAsync("team/tool", "1.0"), publication.Result.Digest);
        await new Command("skopeo", "copy", "-q", $"oci-archive:{archive}:1.0", $"oci:{_folder["back"]}:1.0").RunWellAsync();
        Assert.Equal(publication.Result.Digest, new OciLayout(_folder["back"]).ManifestDigest);
    }

    [Fact]
    public async Task An_archive_of_several_platforms_holds_them_all()
    {
        (await PublishAsync(Surroundings.Usual, $"-p:ContainerArchiveOutputPath={_folder["all.tar"]}", "-p:ContainerRuntimeIdentifiers=linux-x64 linux-arm64")).Succeeded();
        await new Command("skopeo", "copy", "-q", "--all", $"oci-archive:{_folder["all.tar"]}:latest", $"oci:{_folder["all"]}:latest").RunWellAsync();
        Assert.Equal(2, new OciLayout(_folder["all"]).Manifest.GetProperty("manifests").GetArrayLength());
    }

    [Fact]
    public async Task Podman_gets_the_image_and_not_a_second_time()
    {
        var podman = Surroundings.Usual with { Variables = await Podman.VariablesAsync(_folder) };
        try
        {
            string[] asked = ["-p:LocalRegistry=Podman", "-p:ContainerRepository=team/tool", "-p:ContainerImageTag=1.0"];
            var first = (await PublishAsync(podman, asked)).Succeeded();
            var loaded = await File.ReadAllTextAsync(first.ResultFile);
            var second = (await PublishAsync(podman, asked)).Succeeded();
            var run = await Podman.RunLineAsync(_folder, "podman run --rm team/tool:1.0");

            Assert.Contains("loaded  team/tool:1.0", first.Command.Output, StringComparison.Ordinal);
            Assert.Contains(Sources.ConsoleGreeting, run.Output, StringComparison.Ordinal);
            Assert.Contains("\"status\":\"written\"", loaded, StringComparison.Ordinal);
            Assert.DoesNotContain("\"status\":\"written\"", await File.ReadAllTextAsync(second.ResultFile), StringComparison.Ordinal);
        }
        finally
        {
            await Podman.LetGoAsync(_folder);
        }
    }

    [Fact]
    public async Task An_engine_that_is_not_installed_or_does_not_run_is_an_error()
    {
        var nobody = Surroundings.Usual with { Variables = [("DOCKER_HOST", $"unix://{_folder["nobody.sock"]}")] };
        var publication = await PublishAsync(nobody, "-p:LocalRegistry=Docker");
        Assert.Contains(Errors.HasCode(publication.Command.Failed()), (string[])["IB5040", "IB5041"]);
    }

    public void Dispose() => _folder.Dispose();

    private Task<Publication> PublishAsync(Surroundings surroundings, params string[] arguments) =>
        (built.Publisher with { Surroundings = surroundings }).PublishAsync(built.Project, _folder["out"], ["--no-build", "-p:ContainerLayoutPath=", .. arguments]);

    /// <summary>A console program that is built once.</summary>
    public sealed class BuiltConsole : IAsyncLifetime, IDisposable
    {
        private readonly TempFolder _folder = new();

        internal Publisher Publisher { get; } = new(WarmCache.Path);

        public string Project { get; private set; } = "";

        public async Task InitializeAsync()
        {
            Project = TestProject.Console(_folder.Path).WithImageBuild().File;
            (await Publisher.PublishAsync(Project, _folder["out"])).Succeeded();
        }

        public Task DisposeAsync() => Task.CompletedTask;

        public void Dispose() => _folder.Dispose();
    }
}
