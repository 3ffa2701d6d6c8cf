using ImageBuild.Content;

namespace ImageBuild.Registries.Browsing;

/// <summary>Something a search found.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Where">"name", "tag", "label" or "annotation".</param>
public sealed record SearchHit(string Repository, string Where)
{
    /// <summary>The tag; null where the repository's name was found.</summary>
    public string? Tag { get; init; }

    /// <summary>What the tag leads to; null where it was not looked at.</summary>
    public Digest? Digest { get; init; }

    /// <summary>The key of the label or annotation; null for names and tags.</summary>
    public string? Key { get; init; }

    /// <summary>Its value; null for names and tags.</summary>
    public string? Value { get; init; }
}
