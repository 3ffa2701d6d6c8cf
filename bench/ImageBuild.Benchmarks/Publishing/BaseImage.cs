using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Publishing;
using ImageBuild.Registries;
using ImageBuild.Transfers;

namespace ImageBuild.Benchmarks.Publishing;

/// <summary>The base both contenders build on: operating system, Microsoft.NETCore.App, Microsoft.AspNetCore.App, three layers as in Microsoft's images.</summary>
/// <remarks>Made once and kept under artifacts/bench, with the lock file that says of what.</remarks>
internal sealed class BaseImage
{
    private readonly Image _image;

    private BaseImage(Image image) => _image = image;

    /// <summary>Where the SDK finds it.</summary>
    public const string Repository = "dotnet/aspnet";

    /// <summary>The tag of <see cref="Repository"/>.</summary>
    public const string Tag = "10.0";

    public static Platform Platform { get; } = new("linux", "amd64");

    /// <summary>What the layers are made of; ImageBuild's projects get a copy, so that both stand on the same packages.</summary>
    public static string LockFile { get; } = Path.Combine(Surroundings.Results, "base", "imagebuild.lock.json");

    private static string Cache { get; } = Path.Combine(Surroundings.Results, "base", "cache");

    /// <summary>Assembles the layers, or finds them where an earlier run left them.</summary>
    public static async Task<BaseImage> MakeAsync()
    {
        Console.Error.WriteLine("assembling the base image");
        using var folder = new TemporaryFolder(keep: false);
        using var http = ArchiveHttp.CreateClient();
        using var registries = new RegistryClients();
        var builder = new ImageBuilder(new BuildServices(new ContentCache(Cache), http, registries, Environment.GetEnvironmentVariable, NullBuildLog.Instance));
        var request = new ImageRequest
        {
            Repository = Repository,
            Tags = [Tag],
            Platforms =
            [
                new PlatformRequest
                {
                    RuntimeIdentifier = Surroundings.RuntimeIdentifier,
                    Base = new BaseRequest.Assembled("debian:13", Globalization: true, Surroundings.RuntimePacks),
                    Files = [],
                    Execution = new ExecutionRequest { AppCommand = ["/bin/sh"], WorkingDirectory = "/" },
                },
            ],
            Created = DateTimeOffset.UnixEpoch,
            Lock = new LockRequest(LockFile, Locked: false, ContinuousIntegration: false),
            Destinations = [new ImageLocation.InLayout(folder["layout"], Name: null)],
        };
        var built = (await builder.BuildAsync(request, CancellationToken.None)).Images[0];

        // The configuration of a base: variables and the user's number, but nothing to start.
        var config = built.Config with { Entrypoint = [], Command = [], History = [] };
        return new BaseImage(ImageComposer.Compose(ImageFormat.Oci, config, [.. built.Layers.Select(layer => layer.Layer)], new Dictionary<string, string>()));
    }

    /// <summary>Puts the image, or only its layers under a tag nobody asks for, into a repository.</summary>
    public async Task PushAsync(string host, string repository, string tag = Tag)
    {
        using var client = new RegistryClient(host);
        await new Pusher(client).PushAsync(PushPlan.For(_image, host, repository, [tag]), CancellationToken.None);
    }

    /// <summary>Puts an index into a repository whose two images have the same layers: nobody runs them.</summary>
    public async Task PushForTwoPlatformsAsync(string host)
    {
        var config = await _image.ReadConfigAsync(CancellationToken.None);
        var layers = _image.Layers.Zip(config.DiffIds, (blob, diffId) => new Layer(blob, diffId)).ToList();
        var arm64 = ImageComposer.Compose(ImageFormat.Oci, config with { Platform = new Platform("linux", "arm64") }, layers, new Dictionary<string, string>());
        var index = ImageComposer.Compose(ImageFormat.Oci, [_image, arm64], new Dictionary<string, string>());
        using var client = new RegistryClient(host);
        await new Pusher(client).PushAsync(PushPlan.For(ManifestTree.Of(index), host, Repository, [Tag]), CancellationToken.None);
    }

    /// <summary>Whether the image has a layer.</summary>
    public bool Has(Digest layer) => _image.Layers.Any(blob => blob.Descriptor.Digest == layer);

    /// <summary>A cache that knows the base's layers and nothing else.</summary>
    public static void CopyCacheTo(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(Cache, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(Cache, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
