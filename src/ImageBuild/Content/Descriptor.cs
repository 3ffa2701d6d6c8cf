namespace ImageBuild.Content;

/// <summary>Names a blob or manifest: what it is, what it hashes to and how long it is.</summary>
/// <remarks>OCI image-spec, descriptor.md.</remarks>
/// <param name="MediaType">One of <see cref="MediaTypes"/>, or an artifact's own.</param>
/// <param name="Digest">The SHA-256 of the bytes as stored and sent.</param>
/// <param name="Size">The number of bytes.</param>
public sealed record Descriptor(string MediaType, Digest Digest, long Size)
{
    /// <summary>Free key-value pairs; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Set on the entries of an index.</summary>
    public Platform? Platform { get; init; }

    /// <summary>The type of the artifact a manifest in an index describes; null for images.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>The descriptor of the bytes given.</summary>
    public static Descriptor Of(string mediaType, ReadOnlySpan<byte> bytes) => new(mediaType, Digest.Of(bytes), bytes.Length);
}
