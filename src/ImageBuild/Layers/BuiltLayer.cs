using ImageBuild.Compression;
using ImageBuild.Images;

namespace ImageBuild.Layers;

/// <summary>How a finished layer came about.</summary>
public enum LayerFate
{
    /// <summary>It was packed just now.</summary>
    Created,

    /// <summary>The local cache had it.</summary>
    Cached,

    /// <summary>A registry had it, packed by another build.</summary>
    Found,

    /// <summary>It belongs to the base image.</summary>
    Base,
}

/// <summary>A finished layer.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Name">For people.</param>
/// <param name="Layer">Its digests and bytes.</param>
/// <param name="Fate">How it came about.</param>
public sealed record BuiltLayer(LayerKind Kind, string Name, ILayer Layer, LayerFate Fate)
{
    /// <summary>How it was packed by us; null for a layer of a base image.</summary>
    public CompressionRecipe? Packing { get; init; }
}
