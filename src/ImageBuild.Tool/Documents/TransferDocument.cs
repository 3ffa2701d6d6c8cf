namespace ImageBuild.Tool.Documents;

/// <summary>What push, pull, copy and tag did: docs/schemas/transfer.schema.json.</summary>
internal sealed record TransferDocument(
    int SchemaVersion,
    string Source,
    string Digest,
    string MediaType,
    IReadOnlyList<string> Attached,
    string? Plan,
    IReadOnlyList<TransferDocument.Target> Destinations)
{
    internal sealed record Target(
        string Destination, IReadOnlyList<string>? References, string? DigestReference, bool? UpToDate, int? Requests, long? BytesSent, IReadOnlyList<Blob>? Blobs, Failure? Error);

    internal sealed record Blob(string Digest, long Size, string Status, long BytesSent);

    internal sealed record Failure(string Code, string Cause, string Remedy);
}
