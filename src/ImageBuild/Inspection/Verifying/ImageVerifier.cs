using System.Text.Json;
using ImageBuild.Compression;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Images;
using ImageBuild.Inspection.Layers;
using ImageBuild.Transfers;

namespace ImageBuild.Inspection.Verifying;

/// <summary>Recomputes everything an image says about itself from its bytes.</summary>
/// <param name="limits">How much of a layer is read; null for the defaults.</param>
public sealed class ImageVerifier(LayerLimits? limits = null)
{
    /// <summary>Codes that say something about the image; all others say that it could not be looked at.</summary>
    private static readonly ErrorCode[] AboutTheImage =
    [
        ErrorCodes.DigestMismatch, ErrorCodes.InvalidImage, ErrorCodes.LayerUnreadable, ErrorCodes.LayerUnsafe, ErrorCodes.LayerTooLarge,
        ErrorCodes.ContentTooLarge, ErrorCodes.BlobMissing, ErrorCodes.MalformedAnswer, ErrorCodes.NotInLayout,
    ];

    private readonly LayerLimits _limits = limits ?? new LayerLimits();

    /// <summary>Verifies what a name leads to.</summary>
    /// <param name="source">How the user wrote it.</param>
    /// <param name="open">Finds it; a manifest that is wrong is a finding, too.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ImageBuildException">The image cannot be looked at: there is none, for example, or a registry does not answer.</exception>
    public async Task<Verification> VerifyAsync(string source, Func<CancellationToken, Task<TransferSource>> open, CancellationToken cancellationToken)
    {
        Descriptor? root = null;
        try
        {
            var found = await open(cancellationToken).ConfigureAwait(false);
            root = found.Root.Descriptor;
            return await VerifyAsync(await InspectionTarget.ReadAsync(found, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (ImageBuildException exception) when (AboutTheImage.Contains(exception.Code) && !(root is null && exception.Code == ErrorCodes.NotInLayout))
        {
            return new Verification(source, root, 0, 0, [new Finding(exception.Code, null, exception.Cause)]);
        }
    }

    /// <summary>Verifies all images of a target. What is wrong with one blob does not keep the others from being read.</summary>
    /// <exception cref="ImageBuildException">A blob cannot be looked at: a registry does not answer, for example.</exception>
    public async Task<Verification> VerifyAsync(InspectionTarget target, CancellationToken cancellationToken)
    {
        var reader = new LayerReader(_limits, _ => false);
        var findings = new List<Finding>();
        var blobs = new Dictionary<Digest, long> { [target.Root.Digest] = target.Root.Size };
        if (MediaTypes.IsIndex(target.Root.MediaType))
            findings.AddRange(target.Images.Where(image => IsOtherFamily(target.Root, image.Manifest.Descriptor.MediaType)).Select(image => Mixed(image, "The index", target.Root.MediaType, image.Manifest.Descriptor.MediaType)));
        foreach (var image in target.Images)
        {
            foreach (var blob in image.Blobs.Append(image.Manifest))
                blobs[blob.Descriptor.Digest] = blob.Descriptor.Size;
            findings.AddRange(MediaTypesOf(image));
            var config = await TryAsync(image, findings, () => ReadConfigAsync(image, cancellationToken)).ConfigureAwait(false);
            if (config is not null)
                findings.AddRange(ConfigOf(image, config));
            for (var index = 0; index < image.Layers.Count; index++)
            {
                var (layer, diffId) = (image.Layers[index], config?.DiffIds.Count == image.Layers.Count ? config.DiffIds[index] : (Digest?)null);
                var contents = await TryAsync(image, findings, () => reader.ReadAsync(layer, LayerDetail.None, new LayerBudget(_limits), cancellationToken)).ConfigureAwait(false);
                if (contents is not null)
                    findings.AddRange(LayerOf(image, layer.Descriptor, contents, diffId));
            }
        }

        return new Verification(target.Name, target.Root, blobs.Count, blobs.Values.Sum(), findings);
    }

    private static async Task<T?> TryAsync<T>(Image image, List<Finding> findings, Func<Task<T>> read)
        where T : class
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (ImageBuildException exception) when (AboutTheImage.Contains(exception.Code))
        {
            findings.Add(new Finding(exception.Code, image.Platform, exception.Cause));
            return null;
        }
    }

    private static async Task<ImageConfig> ReadConfigAsync(Image image, CancellationToken cancellationToken) =>
        ImageConfigJson.Read(await VerifiedCopy.ReadAsync(image.Config, cancellationToken).ConfigureAwait(false));

    /// <summary>Registries and runtimes take a family as a whole.</summary>
    private static IEnumerable<Finding> MediaTypesOf(Image image)
    {
        var manifest = image.Manifest.Descriptor;
        var format = ImageFormats.Of(manifest.MediaType);
        if (StatedType(image.Manifest) is { } stated && stated != manifest.MediaType)
            yield return new Finding(ErrorCodes.MixedMediaTypes, image.Platform, $"The manifest calls itself {stated}, but it is served as {manifest.MediaType}.");
        if (image.Config.Descriptor.MediaType != format.ConfigType())
            yield return Mixed(image, "The manifest", manifest.MediaType, image.Config.Descriptor.MediaType);
        foreach (var layer in image.Layers.Select(layer => layer.Descriptor).Where(layer => PackedLayer.Stated(layer.MediaType) is null || IsOtherFamily(manifest, layer.MediaType)))
            yield return Mixed(image, "The manifest", manifest.MediaType, layer.MediaType);
    }

    private static IEnumerable<Finding> ConfigOf(Image image, ImageConfig config)
    {
        if (config.DiffIds.Count != image.Layers.Count)
            yield return new Finding(ErrorCodes.ConfigInconsistent, image.Platform, $"The manifest has {image.Layers.Count} layers, the configuration names {config.DiffIds.Count} diffIDs.");
        var described = config.History.Count(entry => !entry.EmptyLayer);
        if (config.History.Count > 0 && described != image.Layers.Count)
            yield return new Finding(ErrorCodes.ConfigInconsistent, image.Platform, $"The history describes {described} layers, the manifest has {image.Layers.Count}.");
        if ((config.Platform.OperatingSystem, config.Platform.Architecture) != (image.Platform.OperatingSystem, image.Platform.Architecture)
            || (config.Platform.Variant is { } variant && image.Platform.Variant is { } stated && variant != stated))
        {
            yield return new Finding(ErrorCodes.ConfigInconsistent, image.Platform, $"The index says {image.Platform}, the configuration says {config.Platform}.");
        }
    }

    private static IEnumerable<Finding> LayerOf(Image image, Descriptor layer, LayerContents contents, Digest? diffId)
    {
        var name = $"The layer {layer.Digest}";
        if (contents.PackedSize != layer.Size)
            yield return new Finding(ErrorCodes.DigestMismatch, image.Platform, $"{name} has {contents.PackedSize} bytes, the manifest says {layer.Size}.");
        if (contents.Digest != layer.Digest)
            yield return new Finding(ErrorCodes.DigestMismatch, image.Platform, $"{name} hashes to {contents.Digest}.");
        else if (diffId is { } expected && contents.DiffId != expected)
            yield return new Finding(ErrorCodes.DiffIdMismatch, image.Platform, $"{name} unpacks to {contents.DiffId}, the configuration says {expected}.");
        if (PackedLayer.Stated(layer.MediaType) is { } stated && stated != contents.Compression)
            yield return new Finding(ErrorCodes.LayerTypeWrong, image.Platform, $"{name} is announced as {layer.MediaType}, but it is {Word(contents.Compression)}.");
    }

    private static string Word(CompressionFormat format) => format == CompressionFormat.None ? "not packed" : $"packed with {format.ToString().ToLowerInvariant()}";

    private static Finding Mixed(Image image, string what, string type, string other) =>
        new(ErrorCodes.MixedMediaTypes, image.Platform, $"{what} is of the type {type}, but names something of the type {other}.");

    private static bool IsOtherFamily(Descriptor one, string other) => ImageFormats.Of(one.MediaType) != (other.Contains("docker", StringComparison.Ordinal) ? ImageFormat.Docker : ImageFormat.Oci);

    private static string? StatedType(BytesBlob manifest)
    {
        using var document = JsonDocument.Parse(manifest.Bytes);
        return document.RootElement.TryGetProperty("mediaType", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;
    }
}
