namespace ImageBuild.Tool.Documents;

/// <summary>What ls, catalog and search found: docs/schemas/listing.schema.json.</summary>
internal sealed record ListingDocument(int SchemaVersion, string Place)
{
    /// <summary>By ls.</summary>
    public IReadOnlyList<Tagged>? Tags { get; init; }

    /// <summary>By catalog.</summary>
    public IReadOnlyList<string>? Repositories { get; init; }

    /// <summary>By search.</summary>
    public IReadOnlyList<Hit>? Found { get; init; }

    internal sealed record Tagged(string Tag, string? Digest, string? MediaType, DateTimeOffset? Created, IReadOnlyList<string>? Platforms);

    internal sealed record Hit(string Repository, string Where, string? Tag, string? Digest, string? Key, string? Value);
}
