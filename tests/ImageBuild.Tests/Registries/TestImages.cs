using System.Text;
using ImageBuild.Content;
using ImageBuild.Images;

namespace ImageBuild.Tests.Registries;

/// <summary>Images whose layers are any bytes: registries do not look inside.</summary>
internal static class TestImages
{
    public static Image Create(string seed = "a", bool docker = false, params int[] layerSizes)
    {
        var layers = (layerSizes.Length == 0 ? [1000] : layerSizes)
            .Select((size, index) => (IBlob)Blob($"{seed}{index}", size, docker ? MediaTypes.DockerLayerGzip : MediaTypes.OciLayerGzip)).ToArray();
        var config = new BytesBlob(docker ? MediaTypes.DockerConfig : MediaTypes.OciConfig, Encoding.UTF8.GetBytes($$"""{"architecture":"amd64","os":"linux","seed":"{{seed}}"}"""));
        return new(Manifest(config, layers, docker), config, layers, new("linux", "amd64"));
    }

    public static BytesBlob Blob(string seed, int size, string mediaType = MediaTypes.OciLayerGzip)
    {
        var bytes = new byte[size];
        new Random(seed.Aggregate(17, (hash, character) => (hash * 31) + character)).NextBytes(bytes);
        return new(mediaType, bytes);
    }

    public static ImageIndex Index(params Image[] images)
    {
        var entries = string.Join(',', images.Select((image, index) => Json(image.Manifest.Descriptor)[..^1] + ",\"platform\":{\"os\":\"linux\",\"architecture\":\"" + (index == 0 ? "amd64" : "arm64") + "\"}}"));
        return new(new(MediaTypes.OciIndex, Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[{{entries}}]}""")), images);
    }

    public static BytesBlob Manifest(IBlob config, IEnumerable<IBlob> layers, bool docker = false, string extra = "")
    {
        var type = docker ? MediaTypes.DockerManifest : MediaTypes.OciManifest;
        var text = $$"""{"schemaVersion":2,"mediaType":"{{type}}","config":{{Json(config.Descriptor)}},"layers":[{{string.Join(',', layers.Select(layer => Json(layer.Descriptor)))}}]{{extra}}}""";
        return new(type, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Something that is attached to a manifest: a signature, an SBOM.</summary>
    public static ManifestTree Attachment(Descriptor subject, string type, string seed)
    {
        var config = new BytesBlob(MediaTypes.OciEmpty, "{}"u8.ToArray());
        var layer = Blob(seed, 50, "application/octet-stream");
        return new(Manifest(config, [layer], extra: $",\"subject\":{Json(subject)},\"artifactType\":\"{type}\""), [], [config, layer]);
    }

    public static string Json(Descriptor descriptor) =>
        $$"""{"mediaType":"{{descriptor.MediaType}}","digest":"{{descriptor.Digest}}","size":{{descriptor.Size}}}""";
}
