using ImageBuild.Content;
using ImageBuild.Registries.Authentication;
using ImageBuild.Registries.Transport;

namespace ImageBuild.Registries.Uploads;

/// <summary>The blob that is being brought somewhere, and where.</summary>
internal sealed record UploadJob(RegistryOrigin Origin, string Repository, IBlob Blob, RequestMeter Meter)
{
    public Digest Digest => Blob.Descriptor.Digest;

    public long Size => Blob.Descriptor.Size;

    /// <summary>A request of this upload. Not repeatable by itself: the session decides.</summary>
    public RegistryRequest Request(HttpMethod method, Uri uri) =>
        new(method, uri, Repository, Meter) { Scopes = [RegistryScope.Push(Repository)], Repeatable = false };
}
