namespace ImageBuild.Tool.Documents;

/// <summary>What delete did or would do: docs/schemas/deletion.schema.json.</summary>
internal sealed record DeletionDocument(
    int SchemaVersion, string Repository, bool DryRun, IReadOnlyList<DeletionDocument.Item> Deleted, IReadOnlyList<DeletionDocument.Rest> Kept)
{
    internal sealed record Item(string Digest, IReadOnlyList<string> Tags, bool TagsOnly, DateTimeOffset? Created);

    internal sealed record Rest(string Tag, string Digest, string Reason);
}
