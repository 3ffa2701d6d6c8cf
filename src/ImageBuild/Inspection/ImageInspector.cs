using System.Collections.Concurrent;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Inspection.Layers;
using ImageBuild.Inspection.Packages;
using ImageBuild.Registries;

namespace ImageBuild.Inspection;

/// <summary>Looks into images and tells what is there. Reads everything, writes nothing.</summary>
/// <param name="limits">How much of a layer is read; null for the defaults.</param>
public sealed class ImageInspector(LayerLimits? limits = null)
{
    private const int Readers = 4;

    private readonly LayerLimits _limits = limits ?? new LayerLimits();

    /// <summary>Inspects all images of the target.</summary>
    /// <exception cref="ImageBuildException">A layer is not what it was announced as, cannot be read, or is refused.</exception>
    public async Task<ImageInspection> InspectAsync(InspectionTarget target, InspectionDepth depth, CancellationToken cancellationToken)
    {
        var configs = new List<ImageConfig>();
        foreach (var image in target.Images)
            configs.Add(await image.ReadConfigAsync(cancellationToken).ConfigureAwait(false));
        var layers = depth == InspectionDepth.Manifest
            ? new Dictionary<Digest, LayerContents>()
            : await ReadAsync(target.Images.Zip(configs).SelectMany(pair => Layers(pair.First, pair.Second)), depth, cancellationToken).ConfigureAwait(false);
        return new ImageInspection(
            target.Name, target.Root, depth, [.. target.Images.Zip(configs, (image, config) => Describe(image, config, layers))]);
    }

    /// <summary>Reads layers side by side, each once, however many images have it.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.DigestMismatch"/>, <see cref="ErrorCodes.DiffIdMismatch"/>, and those of <see cref="LayerReader"/>.</exception>
    internal async Task<IReadOnlyDictionary<Digest, LayerContents>> ReadAsync(
        IEnumerable<ILayer> layers, InspectionDepth depth, CancellationToken cancellationToken, LayerDetail more = LayerDetail.None)
    {
        var detail = more | (depth == InspectionDepth.Files ? LayerDetail.Digests : LayerDetail.None);
        var (reader, budget) = (new LayerReader(_limits, PackageSnapshot.Needs), new LayerBudget(_limits));
        var read = new ConcurrentDictionary<Digest, LayerContents>();
        await Parallel.ForEachAsync(
            layers.DistinctBy(layer => (layer.Descriptor.Digest, layer.DiffId)),
            new ParallelOptions { MaxDegreeOfParallelism = Math.Min(Readers, Environment.ProcessorCount), CancellationToken = cancellationToken },
            async (layer, token) => read[layer.Descriptor.Digest] = Checked(layer, await reader.ReadAsync(layer, detail, budget, token).ConfigureAwait(false))).ConfigureAwait(false);
        return read;
    }

    /// <summary>The layers of an image with their diffIDs.</summary>
    internal static IEnumerable<ILayer> Layers(Image image, ImageConfig config) => image.Layers.Zip(config.DiffIds, (blob, diffId) => new Layer(blob, diffId));

    private static LayerContents Checked(ILayer layer, LayerContents contents)
    {
        if (contents.Digest != layer.Descriptor.Digest || contents.PackedSize != layer.Descriptor.Size)
            throw ErrorCodes.DigestMismatch.Error($"A layer should be {layer.Descriptor.Digest} with {layer.Descriptor.Size} bytes but is {contents.Digest} with {contents.PackedSize}.");
        return contents.DiffId == layer.DiffId
            ? contents
            : throw ErrorCodes.DiffIdMismatch.Error($"The layer {layer.Descriptor.Digest} unpacks to {contents.DiffId}, but the configuration names {layer.DiffId}.");
    }

    /// <summary>Puts together what the layers say. Pure.</summary>
    internal static InspectedImage Describe(Image image, ImageConfig config, IReadOnlyDictionary<Digest, LayerContents> read)
    {
        IReadOnlyList<LayerContents?> contents = [.. image.Layers.Select(layer => read.GetValueOrDefault(layer.Descriptor.Digest))];
        var labels = LayerLabel.For(config, contents);
        var size = Math.Max(1, image.Layers.Sum(layer => layer.Descriptor.Size));
        var tree = new FileTree();
        var owners = PackageOwners.Of(contents, tree);
        IReadOnlyList<InspectedLayer> layers =
        [
            .. image.Layers.Select((layer, index) => new InspectedLayer(
                index, layer.Descriptor, config.DiffIds[index], labels[index], (double)layer.Descriptor.Size / size,
                contents[index]?.Entries.Select(entry => new InspectedFile(entry, owners.Find(index, entry.Path), !tree.Shows(entry))).ToList())),
        ];
        return new InspectedImage(
            image.Manifest.Descriptor, image.Platform, config, image.Config.Descriptor.Digest,
            ManifestContent.Read(image.Manifest).Annotations, layers, owners.Installed(layers), owners.Notes);
    }
}
