using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Layouts;

namespace ImageBuild.Benchmarks.Pushing;

/// <summary>An image whose layers nothing can compress and no registry has yet, as an OCI layout.</summary>
internal static class NoiseLayout
{
    public const string Tag = "noise";

    /// <param name="folder">Where the layout is written.</param>
    /// <param name="seed">Other numbers give other layers.</param>
    /// <param name="sizes">Bytes of each layer.</param>
    public static async Task<Image> WriteAsync(string folder, int seed, params IReadOnlyList<int> sizes)
    {
        var random = new Random(seed);
        var layers = sizes.Select(size =>
        {
            var bytes = new byte[size];
            random.NextBytes(bytes);
            return (ILayer)new Layer(new BytesBlob(MediaTypes.OciLayer, bytes), Digest.Of(bytes));
        }).ToList();
        var image = ImageComposer.Compose(ImageFormat.Oci, new ImageConfig { Platform = new Platform("linux", "amd64") }, layers, new Dictionary<string, string>());
        var layout = new OciLayout(folder);
        await layout.WriteAsync(image, "noise", [Tag], CancellationToken.None);
        return image;
    }
}
