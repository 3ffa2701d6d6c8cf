using ImageBuild.Content;

namespace ImageBuild.Registries;

/// <summary>What a push did.</summary>
/// <param name="Registry">The registry.</param>
/// <param name="Repository">The repository.</param>
/// <param name="Root">The manifest or index that the tags lead to.</param>
/// <param name="Tags">The tags, all of which lead to <paramref name="Root"/> now.</param>
/// <param name="Blobs">One entry per distinct blob, in the plan's order.</param>
/// <param name="BytesSent">Body bytes that left this machine, manifests and repetitions included.</param>
/// <param name="Requests">All requests, those for tokens included.</param>
/// <param name="UpToDate">Whether everything was there before: nothing was written.</param>
public sealed record PushResult(
    string Registry,
    string Repository,
    Descriptor Root,
    IReadOnlyList<string> Tags,
    IReadOnlyList<BlobResult> Blobs,
    long BytesSent,
    int Requests,
    bool UpToDate)
{
    /// <summary>The reference that never changes its meaning: "registry/repository@sha256:…".</summary>
    public ImageReference Reference => ImageReference.Create(Registry, Repository, digest: Root.Digest);
}
