using ImageBuild.Content;
using ImageBuild.Elf;
using ImageBuild.Images;
using ImageBuild.Layers;
using ImageBuild.Registries;

namespace ImageBuild.Publishing;

/// <summary>A base that is decided: its configuration, the layers it has and the layers still to be made.</summary>
/// <param name="Config">The configuration the application's is laid on.</param>
/// <param name="Layers">Layers that exist already, lowest first; they carry history in <paramref name="Config"/>.</param>
/// <param name="Recipes">Layers to make on top of those.</param>
/// <param name="Format">The family of the base's manifest.</param>
internal sealed record ResolvedBase(ImageConfig Config, IReadOnlyList<ILayer> Layers, IReadOnlyList<LayerRecipe> Recipes, ImageFormat Format)
{
    /// <summary>Where the existing layers are, so that a registry that has them can link instead of receive them; null for none.</summary>
    public ImageReference? Home { get; init; }

    /// <summary>Annotations that say which image this one stands on.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>The reference of the base as it was asked for; null where it has none.</summary>
    public string? Name { get; init; }

    /// <summary>The digest of the base's manifest for this platform; null where it has none.</summary>
    public Digest? ManifestDigest { get; init; }

    /// <summary>Finds out which libraries the base has; null where that would mean fetching a base image just to look.</summary>
    public Func<CancellationToken, Task<LibraryIndex>>? Libraries { get; init; }

    /// <summary>The labels that name the base, as far as they are wanted; the SDK has the same.</summary>
    public IEnumerable<KeyValuePair<string, string>> LabelsFor(ExecutionRequest request)
    {
        if (request.LabelBaseName && Name is not null)
            yield return new("org.opencontainers.image.base.name", Name);
        if (request.LabelBaseDigest && ManifestDigest is { } digest)
            yield return new("org.opencontainers.image.base.digest", digest.ToString());
    }

    /// <summary>A base without anything.</summary>
    public static ResolvedBase Scratch(Platform platform) => new(new ImageConfig { Platform = platform }, [], [], ImageFormat.Oci);
}
