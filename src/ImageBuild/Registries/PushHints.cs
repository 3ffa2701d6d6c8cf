using ImageBuild.Content;

namespace ImageBuild.Registries;

/// <summary>What is known before a push about where blobs are.</summary>
public sealed record PushHints
{
    /// <summary>Nothing is known.</summary>
    public static PushHints None { get; } = new();

    /// <summary>For blobs that are layers of a base image or of a shared layer home: a repository that has them. Other registries than the target are ignored.</summary>
    public IReadOnlyDictionary<Digest, ImageReference> Sources { get; init; } = new Dictionary<Digest, ImageReference>();

    /// <summary>Blobs that a manifest in the target repository names, so they need not be asked for.</summary>
    public IReadOnlySet<Digest> Present { get; init; } = new HashSet<Digest>();
}
