using ImageBuild.Content;

namespace ImageBuild.Images;

/// <summary>Puts layers and a configuration together.</summary>
public static class ImageComposer
{
    /// <summary>An image of the layers, lowest first.</summary>
    /// <param name="format">The family; layers of the other one are renamed, their bytes stay.</param>
    /// <param name="config">Everything but the diffIDs, which come from the layers.</param>
    /// <param name="layers">Lowest first.</param>
    /// <param name="annotations">Annotations of the manifest; empty for none. Docker's family has none.</param>
    /// <exception cref="Diagnostics.ImageBuildException"><see cref="Diagnostics.ErrorCodes.NoSuchLayerType"/>.</exception>
    public static Image Compose(ImageFormat format, ImageConfig config, IReadOnlyList<ILayer> layers, IReadOnlyDictionary<string, string> annotations)
    {
        var finished = config with { DiffIds = [.. layers.Select(layer => layer.DiffId)] };
        var configBlob = new BytesBlob(format.ConfigType(), ImageConfigJson.Write(finished));
        Descriptor[] named = [.. layers.Select(layer => layer.Descriptor with { MediaType = format.LayerType(layer.Descriptor.MediaType) })];
        var manifest = new BytesBlob(
            format.ManifestType(),
            ManifestJson.WriteManifest(format, configBlob.Descriptor, named, format == ImageFormat.Oci ? annotations : null));
        return new Image(manifest, configBlob, [.. layers.Zip(named, Renamed)], config.Platform);
    }

    /// <summary>An index of the images in the order given.</summary>
    /// <param name="format">The family.</param>
    /// <param name="images">The images.</param>
    /// <param name="annotations">Annotations of the index; empty for none.</param>
    /// <param name="ofEntries">Annotations of each entry; null for none.</param>
    public static ImageIndex Compose(
        ImageFormat format, IReadOnlyList<Image> images, IReadOnlyDictionary<string, string> annotations, IReadOnlyDictionary<string, string>? ofEntries = null)
    {
        var entries = images.Select(image => image.Manifest.Descriptor with { Platform = image.Platform, Annotations = format == ImageFormat.Oci ? ofEntries : null });
        var index = ManifestJson.WriteIndex(format, entries, format == ImageFormat.Oci ? annotations : null);
        return new ImageIndex(new BytesBlob(format.IndexType(), index), images);
    }

    /// <summary>The layer under the name the manifest has for it: who delivers the image must not see two families.</summary>
    private static IBlob Renamed(ILayer layer, Descriptor named) => layer.Descriptor == named ? layer : new RenamedBlob(layer, named);
}
