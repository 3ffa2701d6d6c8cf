using ImageBuild.Content;

namespace ImageBuild.Registries.Browsing;

/// <summary>An image that goes, and how.</summary>
/// <param name="Digest">What the tags lead to.</param>
/// <param name="Tags">The tags that go.</param>
/// <param name="TagsOnly">Whether only the tags go, because another tag or an index still needs the image.</param>
public sealed record Deletion(Digest Digest, IReadOnlyList<string> Tags, bool TagsOnly)
{
    /// <summary>When the image was made; null where nobody said or looked.</summary>
    public DateTimeOffset? Created { get; init; }
}
