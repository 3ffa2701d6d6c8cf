using ImageBuild.Content;
using ImageBuild.Images;
using ImageBuild.Inspection.Layers;

namespace ImageBuild.Inspection.Comparing;

/// <summary>Explains why an image differs from another one.</summary>
/// <remarks>Layers that both have are not read: nothing in them can differ.</remarks>
/// <param name="inspector">Reads layers.</param>
public sealed class ImageComparer(ImageInspector inspector)
{
    /// <summary>Compares all images of two targets, platform by platform; two single images whatever they run on.</summary>
    /// <exception cref="Diagnostics.ImageBuildException">One of them cannot be read.</exception>
    public async Task<Explanation> CompareAsync(InspectionTarget before, InspectionTarget after, CancellationToken cancellationToken)
    {
        var pairs = before.Images.Count == 1 && after.Images.Count == 1
            ? [(before.Images[0], after.Images[0])]
            : before.Images.Join(after.Images, image => image.Platform, image => image.Platform, (old, now) => (old, now)).ToList();
        var changes = new List<ImageChange>();
        foreach (var (old, now) in pairs)
            changes.Add(await CompareAsync(old, now, cancellationToken).ConfigureAwait(false));
        return new Explanation(
            before.Name, after.Name, changes,
            [.. before.Images.Except(pairs.Select(pair => pair.Item1)).Select(image => image.Platform)],
            [.. after.Images.Except(pairs.Select(pair => pair.Item2)).Select(image => image.Platform)]);
    }

    private async Task<ImageChange> CompareAsync(Image before, Image after, CancellationToken cancellationToken)
    {
        var (oldConfig, newConfig) = (
            await before.ReadConfigAsync(cancellationToken).ConfigureAwait(false),
            await after.ReadConfigAsync(cancellationToken).ConfigureAwait(false));
        var pairs = LayerMatching.Match(Sides(before, oldConfig), Sides(after, newConfig));
        var changed = pairs.Where(pair => pair.Before?.DiffId != pair.After?.DiffId).ToList();
        var (oldLayers, newLayers) = (ImageInspector.Layers(before, oldConfig).ToList(), ImageInspector.Layers(after, newConfig).ToList());
        var contents = await inspector.ReadAsync(
            changed.SelectMany(pair => new[] { pair.Before is { } old ? oldLayers[old.Index] : null, pair.After is { } now ? newLayers[now.Index] : null }).OfType<ILayer>(),
            InspectionDepth.Files,
            cancellationToken,
            LayerDetail.Assemblies).ConfigureAwait(false);
        var (oldImage, newImage) = (ImageInspector.Describe(before, oldConfig, contents), ImageInspector.Describe(after, newConfig, contents));

        IReadOnlyList<LayerChange> layers = LayerMoves.Find([.. pairs.Select(pair => Compare(pair, oldImage, newImage))]);
        IReadOnlyList<SettingChange> settings =
        [
            .. SettingComparison.Compare(oldConfig, newConfig),
            .. SettingComparison.Pairs("annotation", oldImage.Annotations, newImage.Annotations),
            .. ImageFormats.Of(before.Manifest.Descriptor.MediaType) == ImageFormats.Of(after.Manifest.Descriptor.MediaType)
                ? Array.Empty<SettingChange>()
                : [new SettingChange("media type", before.Manifest.Descriptor.MediaType, after.Manifest.Descriptor.MediaType)],
        ];
        return new ImageChange(
            after.Platform, before.Manifest.Descriptor, after.Manifest.Descriptor, settings, layers,
            PackageChange.Between(Packages(oldImage), Packages(newImage)), CauseFinder.Find(settings, layers));

        static IEnumerable<Packages.PackageIdentity> Packages(InspectedImage image) => image.Layers.SelectMany(layer => layer.Packages).Select(package => package.Identity);
    }

    private static IReadOnlyList<LayerSide> Sides(Image image, ImageConfig config) =>
    [
        .. image.Layers.Zip(config.DiffIds, LayerLabel.For(config, new LayerContents?[image.Layers.Count]))
            .Select((layer, index) => new LayerSide(index, layer.First.Descriptor, layer.Second, layer.Third)),
    ];

    private static LayerChange Compare((LayerSide? Before, LayerSide? After) pair, InspectedImage before, InspectedImage after)
    {
        var (old, now) = (pair.Before is { } olds ? before.Layers[olds.Index] : null, pair.After is { } news ? after.Layers[news.Index] : null);
        var difference = (old, now) switch
        {
            (null, _) => Difference.Added,
            (_, null) => Difference.Removed,
            _ when old.DiffId != now.DiffId => Difference.Changed,
            _ when old.Descriptor.Digest != now.Descriptor.Digest => Difference.Repacked,
            _ => Difference.Same,
        };
        return difference is Difference.Same or Difference.Repacked
            ? new LayerChange(difference, pair.Before, pair.After, [], [])
            : new LayerChange(
                difference, Relabelled(pair.Before, old), Relabelled(pair.After, now),
                PackageChange.Between((old?.Packages ?? []).Select(package => package.Identity), (now?.Packages ?? []).Select(package => package.Identity)),
                FileComparison.Compare(old?.Files ?? [], now?.Files ?? []));
    }

    /// <summary>A layer that was read says more about itself than its history.</summary>
    private static LayerSide? Relabelled(LayerSide? side, InspectedLayer? layer) => side is null || layer is null ? side : side with { Label = layer.Label };
}
