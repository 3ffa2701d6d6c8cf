using ImageBuild.EndToEnd.Fixtures;

namespace ImageBuild.EndToEnd;

/// <summary>Several services and several machines: what one made, the others neither make nor send.</summary>
public sealed class FleetTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_fresh_machine_with_a_layer_home_packs_and_sends_its_own_code_only()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var one = Service("One");
        await PublishAsync(Machine("first"), one, registry, "team/one", Home(registry));

        // Another service in another checkout, on a machine that has never built anything, with the lock from the repository.
        var two = Service("Two");
        File.Copy(Path.Combine(one.Folder, "imagebuild.lock.json"), Path.Combine(two.Folder, "imagebuild.lock.json"));
        var before = (await registry.RequestsAsync()).Count;
        var built = await PublishAsync(Machine("second"), two, registry, "team/two", Home(registry));

        Assert.Equal(["base-os found", "framework found", "packages found", "app created"], built.Layers.Select(layer => $"{layer.Kind} {layer.Status}").Distinct());
        var sent = (await registry.RequestsAsync()).Skip(before).Where(request => request.Method is "PUT" or "PATCH" && request.Path.Contains("/blobs/uploads/", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, sent.Count(request => request.Method == "PUT")); // the application and the configuration
        Assert.DoesNotContain(sent, request => built.Layers.Where(layer => layer.Kind != "app").Any(layer => Carries(request, layer)));

        // No bytes of packages and of the operating system were fetched either: nothing but records lies in its cache.
        Assert.DoesNotContain(Directory.GetFiles(_folder["second"], "*", SearchOption.AllDirectories), file => new FileInfo(file).Length > 1_000_000);
    }

    [Fact]
    public async Task A_fresh_machine_finds_the_layers_of_its_own_service_in_the_image_that_is_there()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var project = Service("One");
        var first = await PublishAsync(new Publisher(WarmCache.Path), project, registry, "team/one");
        project.Containing("Program.cs", Sources.Web.Replace(Sources.WebGreeting, "Hello again", StringComparison.Ordinal));

        var second = await PublishAsync(Machine("second"), project, registry, "team/one");

        Assert.Equal(["found", "found", "found", "created"], second.Layers.Select(layer => (layer.Kind, layer.Status)).Distinct().Select(layer => layer.Status));
        Assert.Equal(first.Layers.SkipLast(1).Select(layer => layer.Digest), second.Layers.SkipLast(1).Select(layer => layer.Digest));
    }

    [Fact]
    public async Task The_services_of_a_solution_send_each_layer_they_share_once()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var services = new[] { "One", "Two", "Three" }.Select(Service).ToList();
        TestProject.Library(_folder.Path).WithImageBuild();
        var solution = _folder["All.slnx"];
        await File.WriteAllTextAsync(solution, $"""
            <Solution>
              {string.Join("\n  ", services.Select(service => $"<Project Path=\"{service.Name}/{service.Name}.csproj\" />"))}
              <Project Path="Words/Words.csproj" />
            </Solution>
            """);

        (await DotNet.RunAsync(_folder.Path, ["publish", solution, "-t:PublishImage", "-m:2", $"-p:ContainerCacheDirectory={WarmCache.Path}", $"-p:ContainerRegistry={registry.Host}"])).Succeeded();

        var requests = await registry.RequestsAsync();
        var shared = (await LayersAsync(registry, "one")).Intersect(await LayersAsync(registry, "two")).Intersect(await LayersAsync(registry, "three")).ToList();
        Assert.True(shared.Count >= 4, $"{shared.Count} layers are shared.");
        Assert.All(shared, digest =>
        {
            Assert.Single(requests, request => request.Method == "PUT" && Uri.UnescapeDataString(request.Path).Contains(digest, StringComparison.Ordinal));
            Assert.Equal(2, requests.Count(request => request.Path.Contains("mount=", StringComparison.Ordinal) && Uri.UnescapeDataString(request.Path).Contains(digest, StringComparison.Ordinal) && request.Status == 201));
        });
    }

    public void Dispose() => _folder.Dispose();

    private TestProject Service(string name) => TestProject.Web(_folder.Path, name).WithImageBuild()
        .Item("""<PackageReference Include="Dapper" Version="2.1.86" />""")
        .Containing("Data.cs", $"public static class {name}Data {{ public static System.Type Mapper => typeof(Dapper.SqlMapper); }}");

    private Publisher Machine(string cache) => new(_folder[cache]) { Surroundings = new Surroundings { Variables = [("IMAGEBUILD_LAYER_CACHE_KEY", "a secret of the fleet")] } };

    private async Task<PublishResult> PublishAsync(Publisher machine, TestProject project, DockerRegistry registry, string repository, params string[] more) =>
        (await machine.PublishAsync(
            project.File,
            _folder[$"out-{project.Name}"],
            ["-p:ContainerLayoutPath=", $"-p:ContainerRegistry={registry.Host}", $"-p:ContainerRepository={repository}", "-p:ContainerImageTag=v1", .. more])).Succeeded().Result;

    private static string Home(DockerRegistry registry) => $"-p:ContainerLayerCache={registry.Host}/fleet/layers";

    private static bool Carries(RegistryRequest request, LayerResult layer) => Uri.UnescapeDataString(request.Path).Contains(layer.Digest, StringComparison.Ordinal);

    private static async Task<IEnumerable<string>> LayersAsync(DockerRegistry registry, string repository) =>
        (await registry.ManifestAsync(repository, "latest")).GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("digest").GetString()!);
}
