using System.Text.Json.Nodes;

namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>
/// A base image in the shape of .NET's own: root by default with the unprivileged user in APP_UID, an index of two platforms.
/// Its layers are those of an assembled base, because no other base is at hand; a web application, built once, stands on it.
/// </summary>
public sealed class DotNetBase : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Publisher _publisher = new(WarmCache.Path);
    private HandMadeLayout _layout = null!;

    /// <summary>The web application; its command is its own executable, so the base needs no "dotnet".</summary>
    public string Project { get; private set; } = "";

    /// <summary>The layout the images lie in, each under its name.</summary>
    public string LayoutPath => _layout.Path;

    /// <summary>Digests of the base's layers.</summary>
    public IReadOnlyList<string> Layers { get; private set; } = [];

    public async Task InitializeAsync()
    {
        Project = TestProject.Web(_folder.Path).WithImageBuild().Item("""<ContainerAppCommand Include="/app/Web" />""").File;
        var assembled = (await _publisher.PublishAsync(Project, _folder["out"])).Succeeded();
        var layers = assembled.Result.Layers.Where(layer => layer.Kind is "base-os" or "framework").ToList();
        Layers = [.. layers.Select(layer => layer.Digest)];

        _layout = new HandMadeLayout(_folder["base"]);
        var amd64 = Image("amd64", "amd64", layers, assembled.LayoutPath);
        var arm64 = Image("arm64", "arm64", layers, assembled.LayoutPath);
        Image("newer", "amd64", layers, assembled.LayoutPath, ("NEWER", "yes"));
        _layout.IndexOf("index", amd64, arm64);
        _layout.IndexOf("arm64-index", arm64);
    }

    /// <summary>Pushes one of the images "amd64", "arm64", "newer", "index", "arm64-index".</summary>
    /// <returns>The reference by tag.</returns>
    internal async Task<string> PushAsync(DockerRegistry registry, string name = "index", string repository = "dotnet/aspnet", string tag = "10.0", params string[] options)
    {
        string[] how = options is [] ? ["--all", "--preserve-digests"] : options;
        await new Command(
            "skopeo", ["copy", "--dest-tls-verify=false", .. how, $"oci:{_layout.Path}:{name}", Skopeo.In(registry, repository, tag)]).RunWellAsync();
        return $"{registry.Host}/{repository}:{tag}";
    }

    /// <summary>Makes an image of the application, which is built already, and pushes it as team/web:v1.</summary>
    internal Task<Publication> PublishAsync(TempFolder folder, string registries, string baseImage, params string[] more) =>
        PublishAsync(folder, registries, baseImage, Surroundings.Usual, more);

    /// <inheritdoc cref="PublishAsync(TempFolder, string, string, string[])"/>
    internal Task<Publication> PublishAsync(TempFolder folder, string registries, string baseImage, Surroundings surroundings, params string[] more) =>
        (_publisher with { Surroundings = surroundings }).PublishAsync(
            Project,
            folder["out"],
            [
                "--no-build", "-p:ContainerLayoutPath=",
                $"-p:ContainerBaseImage={baseImage}",
                $"-p:ContainerRegistry={registries.Replace(";", "%3B", StringComparison.Ordinal)}", "-p:ContainerRepository=team/web", "-p:ContainerImageTag=v1",
                $"-p:ContainerLockFile={folder["image.lock.json"]}",
                .. more,
            ]);

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    private JsonObject Image(string tag, string architecture, IReadOnlyList<LayerResult> layers, string from, params (string Name, string Value)[] more)
    {
        (string Name, string Value)[] variables =
        [
            ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"), ("APP_UID", "1654"), ("ASPNETCORE_HTTP_PORTS", "8080"),
            ("DOTNET_RUNNING_IN_CONTAINER", "true"), .. more,
        ];
        var config = new JsonObject
        {
            ["created"] = "2026-11-10T00:00:00.123456789Z",
            ["architecture"] = architecture,
            ["os"] = "linux",
            ["config"] = new JsonObject
            {
                ["Env"] = new JsonArray([.. variables.Select(variable => JsonValue.Create($"{variable.Name}={variable.Value}"))]),
                ["Cmd"] = new JsonArray("/bin/bash"),
                ["WorkingDir"] = "/",
            },
            ["history"] = new JsonArray([.. layers.Select(layer => new JsonObject { ["created_by"] = $"COPY {layer.Kind}" })]),
        };
        return _layout.Image(
            tag, config, [.. layers.Select(layer => _layout.Layer(from, "application/vnd.oci.image.layer.v1.tar+gzip", layer))], [.. layers.Select(layer => layer.DiffId)]);
    }
}
