using ImageBuild.Compression;
using ImageBuild.Images;
using ImageBuild.Layers;
using ImageBuild.Registries;
using ImageBuild.Transfers;

namespace ImageBuild.Publishing;

/// <summary>What to build and where to deliver it. Immutable.</summary>
public sealed record ImageRequest
{
    /// <summary>The name of the image without registry and tag: "team/orders".</summary>
    public required string Repository { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>At least one; with several the tags lead to an index of their images.</summary>
    public required IReadOnlyList<PlatformRequest> Platforms { get; init; }

    /// <summary>The image's date, in UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The family of the manifest; null for the base's.</summary>
    public ImageFormat? Format { get; init; }

    /// <summary>Annotations beside those that name the base.</summary>
    public IReadOnlyList<ImageAnnotation> Annotations { get; init; } = [];

    /// <summary>Also set "TAG-RID" for the image of each platform.</summary>
    public bool PlatformTags { get; init; }

    /// <summary>How layers are packed.</summary>
    public CompressionFormat Compression { get; init; } = CompressionFormat.Gzip;

    /// <summary>What publish did to the files of packages.</summary>
    public PublishMode Mode { get; init; }

    /// <summary>The most layers the application may have, 1 to 100; those of the base and of runtime packs do not count.</summary>
    public int LayerBudget { get; init; } = LayerPlan.DefaultBudget;

    /// <summary>How many processors pack at once. Does not influence the bytes.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The lock file.</summary>
    public required LockRequest Lock { get; init; }

    /// <summary>Where the image goes: registries with the repository and without a tag, layouts and archives without a name. At least one.</summary>
    public required IReadOnlyList<ImageLocation> Destinations { get; init; }

    /// <summary>The folder of a layout among the destinations that nobody else writes to, so that blobs of earlier images are deleted; null for none.</summary>
    public string? OwnedLayout { get; init; }

    /// <summary>A repository where builds leave the layers they packed for all others; null for none.</summary>
    public ImageReference? LayerHome { get; init; }

    /// <summary>Say what would be delivered and stop there.</summary>
    public bool DryRun { get; init; }
}
