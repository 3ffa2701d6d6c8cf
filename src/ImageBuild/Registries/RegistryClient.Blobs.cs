using System.Diagnostics;
using System.Globalization;
using System.Net;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Authentication;
using ImageBuild.Registries.Transport;

namespace ImageBuild.Registries;

public sealed partial class RegistryClient
{
    /// <summary>Asks whether a repository has a blob.</summary>
    public Task<BlobPresence> HeadBlobAsync(string repository, Descriptor blob, CancellationToken cancellationToken) =>
        HeadBlobAsync(repository, blob, _meter, cancellationToken);

    /// <summary>Uploads a blob without asking whether it is there.</summary>
    /// <param name="repository">Where to.</param>
    /// <param name="blob">The bytes; opened once per try.</param>
    /// <param name="mountFrom">A repository of the same registry that has the blob, to have it linked instead of sent; null for none.</param>
    /// <param name="cancellationToken">Stops. The registry throws the unfinished upload away by itself.</param>
    /// <exception cref="ImageBuildException">The upload failed for good.</exception>
    public async Task<BlobResult> UploadBlobAsync(string repository, IBlob blob, string? mountFrom, CancellationToken cancellationToken)
    {
        ReferenceGrammar.RequireRepository(repository);
        ArgumentNullException.ThrowIfNull(blob);
        return await BringBlobAsync(repository, blob, mountFrom, ask: false, Meter(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sees to it that a repository has a blob: by asking first, by mounting, or by sending it.</summary>
    /// <param name="repository">Where to.</param>
    /// <param name="blob">The bytes; opened once per try.</param>
    /// <param name="mountFrom">A repository of the same registry that has the blob; null for none.</param>
    /// <param name="ask">Whether to ask whether it is there.</param>
    /// <param name="meter">Counts what this blob costs, and nothing else.</param>
    /// <param name="cancellationToken">Stops.</param>
    internal async Task<BlobResult> BringBlobAsync(string repository, IBlob blob, string? mountFrom, bool ask, RequestMeter meter, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.GetTimestamp();
        if (ask && await HeadBlobAsync(repository, blob.Descriptor, meter, cancellationToken, forPush: true).ConfigureAwait(false) == BlobPresence.Present)
            return new(blob.Descriptor, BlobFate.Exists, meter.BytesSent, meter.Requests) { Elapsed = Stopwatch.GetElapsedTime(clock) };
        var mounted = await _uploader.UploadAsync(repository, blob, mountFrom, meter, cancellationToken).ConfigureAwait(false);
        return new(blob.Descriptor, mounted ? BlobFate.Mounted : BlobFate.Uploaded, meter.BytesSent, meter.Requests)
        {
            Elapsed = Stopwatch.GetElapsedTime(clock),
            MountedFrom = mounted ? mountFrom : null,
        };
    }

    internal async Task<BlobPresence> HeadBlobAsync(string repository, Descriptor blob, RequestMeter meter, CancellationToken cancellationToken, bool forPush = false)
    {
        var scope = forPush ? RegistryScope.Push(repository) : RegistryScope.Pull(repository);
        var request = await RequestAsync(HttpMethod.Head, repository, $"/blobs/{blob.Digest}", meter, cancellationToken, scope).ConfigureAwait(false);
        using var response = await _sender.SendAsync(request with { FollowRedirects = false }, cancellationToken).ConfigureAwait(false);
        return response.StatusCode switch
        {
            // A redirect to object storage is the registry's word that it is there; the signed URL may refuse HEAD.
            HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect => BlobPresence.Present,
            HttpStatusCode.OK => SizeOf(response) is { } size && size != blob.Size ? BlobPresence.Absent : BlobPresence.Present,
            HttpStatusCode.NotFound => BlobPresence.Absent,
            // 403 is what Artifactory says for virtual repositories one may push to (ggcr#1691).
            _ => BlobPresence.Unknown,
        };
    }

    private static long? SizeOf(HttpResponseMessage response) =>
        long.TryParse(ResponseHeaders.First(response, "Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;
}
