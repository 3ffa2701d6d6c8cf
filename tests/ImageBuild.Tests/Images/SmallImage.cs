using System.Text;
using ImageBuild.Content;
using ImageBuild.Images;

namespace ImageBuild.Tests.Images;

/// <summary>Images whose layers are a few letters.</summary>
internal static class SmallImage
{
    private static readonly Dictionary<string, string> None = [];

    public static Image Create(string architecture, params string[] layers) => ImageComposer.Compose(
        ImageFormat.Oci, new ImageConfig { Platform = new Platform("linux", architecture) }, [.. layers.Select(Layer)], None);

    public static ImageIndex Index(params Image[] images) => ImageComposer.Compose(ImageFormat.Oci, images, None);

    public static ILayer Layer(string content) =>
        new Layer(new BytesBlob(MediaTypes.OciLayerGzip, Encoding.UTF8.GetBytes(content)), Digest.Of("tar of " + content));
}
