using ImageBuild.Content;

namespace ImageBuild.Registries.Browsing;

/// <summary>A tag of a repository, and what is known of the image it leads to.</summary>
/// <param name="Tag">The tag.</param>
public sealed record TaggedImage(string Tag)
{
    /// <summary>What the tag leads to; null where only names were asked for.</summary>
    public Descriptor? Manifest { get; init; }

    /// <summary>The manifests below an index.</summary>
    public IReadOnlyList<Digest> Children { get; init; } = [];

    /// <summary>When the image was made, by its own configuration; null where it does not say. For an index the latest of its images.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>What it runs on.</summary>
    public IReadOnlyList<Platform> Platforms { get; init; } = [];

    /// <summary>Labels of the configurations.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Annotations of the manifest, and of the index over it.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();
}
