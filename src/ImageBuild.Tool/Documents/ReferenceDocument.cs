namespace ImageBuild.Tool.Documents;

/// <summary>What digest found: docs/schemas/reference.schema.json.</summary>
internal sealed record ReferenceDocument(int SchemaVersion, string Reference, string DigestReference, string Digest, string MediaType, long Size, string? Platform);
