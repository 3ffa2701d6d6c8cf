namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>The base of <see cref="DotNetBase"/> with the "dotnet" command, as Microsoft's images have it, in a registry of its own.</summary>
public sealed class DotNetBaseWithHost : IAsyncLifetime, IDisposable
{
    private readonly DotNetBase _base = new();
    private readonly TempFolder _folder = new();

    private DockerRegistry? _registry;

    internal DockerRegistry Registry => _registry ?? throw new InvalidOperationException("The base was not made.");

    /// <summary>The reference of the base, by tag.</summary>
    public string Reference => $"{Registry.Host}/dotnet/aspnet:10.0";

    /// <summary>The same in Docker's format.</summary>
    public string DockerReference => $"{Registry.Host}/dotnet/aspnet:docker";

    /// <summary>How many layers it has.</summary>
    public int LayerCount => _base.Layers.Count + 1;

    public async Task InitializeAsync()
    {
        await _base.InitializeAsync();
        _registry = await DockerRegistry.StartAsync();
        var root = _folder.Folder("root");
        Directory.CreateDirectory(Path.Combine(root, "usr", "share", "dotnet"));
        Directory.CreateDirectory(Path.Combine(root, "usr", "bin"));
        await new Command("sh", "-c", "cp \"$(readlink -f \"$(command -v dotnet)\")\" \"$0/usr/share/dotnet/dotnet\" && ln -s /usr/share/dotnet/dotnet \"$0/usr/bin/dotnet\" && tar --owner=0 --group=0 -C \"$0\" -cf \"$1\" usr", root, _folder["host.tar"]).RunWellAsync();
        await Skopeo.CopyAsync($"oci:{_base.LayoutPath}:amd64", $"oci:{_folder["base"]}:base");
        await new Command("umoci", "raw", "add-layer", "--image", $"{_folder["base"]}:base", _folder["host.tar"]).RunWellAsync();
        await new Command("skopeo", "copy", "-q", "--dest-tls-verify=false", $"oci:{_folder["base"]}:base", Skopeo.In(Registry, "dotnet/aspnet", "10.0")).RunWellAsync();
        await new Command("skopeo", "copy", "-q", "--dest-tls-verify=false", "--format", "v2s2", $"oci:{_folder["base"]}:base", Skopeo.In(Registry, "dotnet/aspnet", "docker")).RunWellAsync();
    }

    public async Task DisposeAsync()
    {
        if (_registry is not null)
            await _registry.DisposeAsync();
        await _base.DisposeAsync();
    }

    public void Dispose()
    {
        _base.Dispose();
        _folder.Dispose();
    }
}
