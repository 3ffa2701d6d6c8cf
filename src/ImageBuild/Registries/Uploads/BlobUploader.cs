using System.Globalization;
using System.Net;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Authentication;
using ImageBuild.Registries.Failures;
using ImageBuild.Registries.Transport;

namespace ImageBuild.Registries.Uploads;

/// <summary>Brings one blob into a repository, whatever it takes.</summary>
/// <remarks>Anything that goes wrong within a session starts again from POST: 2.8 appends a repeated PATCH silently.</remarks>
internal sealed class BlobUploader(RegistrySender sender, UploadLadder ladder)
{
    private RegistryOptions Options => sender.Options;

    /// <returns>Whether the blob was mounted rather than sent.</returns>
    /// <exception cref="ImageBuildException">It failed for good.</exception>
    public async Task<bool> UploadAsync(string repository, IBlob blob, string? mountFrom, RequestMeter meter, CancellationToken cancellationToken)
    {
        var origin = await sender.ConnectAsync(meter, cancellationToken).ConfigureAwait(false);
        var job = new UploadJob(origin, repository, blob, meter);
        UploadSession? session = null;
        if (mountFrom is not null && mountFrom != repository)
        {
            (var mounted, session) = await MountAsync(job, mountFrom, cancellationToken).ConfigureAwait(false);
            if (mounted)
                return true;
        }

        await UploadAsync(job, session, cancellationToken).ConfigureAwait(false);
        return false;
    }

    private async Task UploadAsync(UploadJob job, UploadSession? session, CancellationToken cancellationToken)
    {
        long? brokeAt = null;
        for (var attempt = 1; ; attempt++)
        {
            var method = ladder.Choose(job.Size);
            var chunkSize = ladder.ChunkSize(0);
            RegistryFailure failure;
            try
            {
                session ??= await OpenAsync(job, cancellationToken).ConfigureAwait(false);
                await (method switch
                {
                    UploadMethod.Single => SendSingleAsync(job, session, cancellationToken),
                    UploadMethod.Streamed => SendStreamedAsync(job, session, cancellationToken),
                    _ => ChunkedUpload.SendAsync(this, job, session, ladder, cancellationToken),
                }).ConfigureAwait(false);
                return;
            }
            catch (ImageBuildException exception) when (attempt < Options.Attempts && RegistryFailureException.Of(exception) is not null)
            {
                failure = RegistryFailureException.Of(exception)!;
                session = null;
                var steppedDown = ladder.StepDown(method, job.Size, chunkSize, failure);
                if (!steppedDown && !failure.IsTransient && !IsLostSession(failure, attempt))
                    throw;

                sender.Log.Detail($"{exception.Cause} Starting the upload again.");
                // The registry may have finished although its answer was lost, and a parallel push of the same blob may have won.
                if (!steppedDown && await ExistsAsync(job, cancellationToken).ConfigureAwait(false))
                    return;
                if (failure.Problem == NetworkProblem.Broken && method != UploadMethod.Chunked)
                {
                    if (brokeAt is { } before && IsSimilar(before, failure.BytesSent))
                        ladder.UseChunks();
                    brokeAt = failure.BytesSent;
                }

                if (steppedDown)
                {
                    // Finding the right size is no failure; the ladder ends by itself.
                    attempt--;
                    continue;
                }
            }

            await Options.WaitAsync(Backoff.Delay(attempt, failure.RetryAfter, Options), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Asks the registry to link the blob. Best effort: whatever is not a clear yes leads to an upload.</summary>
    private async Task<(bool Mounted, UploadSession? Session)> MountAsync(UploadJob job, string from, CancellationToken cancellationToken)
    {
        try
        {
            var uri = job.Origin.At($"/v2/{job.Repository}/blobs/uploads/?mount={Uri.EscapeDataString(job.Digest.ToString())}&from={Uri.EscapeDataString(from)}");
            // The source's scope is asked for in a token of its own, so that its refusal does not spoil the push.
            var request = new RegistryRequest(HttpMethod.Post, uri, job.Repository, job.Meter)
            {
                Scopes = [RegistryScope.Push(job.Repository), RegistryScope.Pull(from)],
                Attempts = 1,
            };
            using var response = await sender.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return response.StatusCode switch
            {
                HttpStatusCode.Created => (true, null),
                HttpStatusCode.Accepted => (false, ReadSession(job, uri, response)),
                _ => (false, null),
            };
        }
        catch (ImageBuildException exception)
        {
            sender.Log.Detail($"{exception.Cause} Uploading instead of mounting.");
            return (false, null);
        }
    }

    private async Task<UploadSession> OpenAsync(UploadJob job, CancellationToken cancellationToken)
    {
        var request = job.Request(HttpMethod.Post, job.Origin.At($"/v2/{job.Repository}/blobs/uploads/")) with { Repeatable = true };
        using var response = await SendAsync(request, job, cancellationToken).ConfigureAwait(false);
        return ReadSession(job, request.Uri, response)
            ?? throw ErrorCodes.NotARegistry.Error($"{sender.Registry} answered {(int)response.StatusCode} without a Location when an upload to {job.Repository} was opened.");
    }

    private async Task SendSingleAsync(UploadJob job, UploadSession session, CancellationToken cancellationToken)
    {
        var request = Commit(job, session) with { Body = () => new(job.Blob.OpenAsync, job.Size, BodyContent.OctetStream, job.Meter) };
        using var response = await SendAsync(request, job, cancellationToken).ConfigureAwait(false);
        Check(job, response);
    }

    private async Task SendStreamedAsync(UploadJob job, UploadSession session, CancellationToken cancellationToken)
    {
        var request = job.Request(HttpMethod.Patch, session.Location) with { Body = () => new(job.Blob.OpenAsync, job.Size, BodyContent.OctetStream, job.Meter) };
        using (var response = await SendAsync(request, job, cancellationToken).ConfigureAwait(false))
            session = ReadSession(job, request.Uri, response) ?? session;
        await CommitAsync(job, session, cancellationToken).ConfigureAwait(false);
    }

    internal async Task CommitAsync(UploadJob job, UploadSession session, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(Commit(job, session), job, cancellationToken).ConfigureAwait(false);
        Check(job, response);
    }

    internal static UploadSession? ReadSession(UploadJob job, Uri requested, HttpResponseMessage response)
    {
        if (ResponseHeaders.First(response, "Location") is not { } location)
            return null;
        var minimum = long.TryParse(ResponseHeaders.First(response, "OCI-Chunk-Min-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : 0;
        return new(LocationPolicy.Resolve(job.Origin, requested, location)) { MinChunkSize = minimum };
    }

    internal async Task<HttpResponseMessage> SendAsync(RegistryRequest request, UploadJob job, CancellationToken cancellationToken)
    {
        var response = await sender.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
            return response;
        throw await RefusalAsync(request, response, job, cancellationToken).ConfigureAwait(false);
    }

    internal async Task<ImageBuildException> RefusalAsync(RegistryRequest request, HttpResponseMessage response, UploadJob job, CancellationToken cancellationToken) =>
        FailureMessages.ToException(
            await sender.FailureAsync(request, response, cancellationToken).ConfigureAwait(false), $"pushing blob {job.Digest}", ErrorCodes.UploadFailed);

    internal Task<HttpResponseMessage> SendRawAsync(RegistryRequest request, CancellationToken cancellationToken) => sender.SendAsync(request, cancellationToken);

    private RegistryRequest Commit(UploadJob job, UploadSession session) =>
        job.Request(HttpMethod.Put, VerbatimUri.WithQuery(session.Location, "digest", job.Digest.ToString())) with { ResponseTimeout = Options.CommitTimeout };

    private void Check(UploadJob job, HttpResponseMessage response)
    {
        if (Digest.TryParse(ResponseHeaders.First(response, "Docker-Content-Digest"), out var stored) && stored != job.Digest)
            throw ErrorCodes.DigestMismatch.Error($"{sender.Registry}/{job.Repository} stored the blob {job.Digest} as {stored}.");
    }

    private async Task<bool> ExistsAsync(UploadJob job, CancellationToken cancellationToken)
    {
        try
        {
            var request = job.Request(HttpMethod.Head, job.Origin.At($"/v2/{job.Repository}/blobs/{job.Digest}")) with { Attempts = 1, FollowRedirects = false };
            using var response = await sender.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (ImageBuildException)
        {
            return false;
        }
    }

    // The session is gone (ACR after a reset), was used twice (Nexus with parallel pushes), or disagrees about the
    // offset (distribution-spec#590); a fresh one is none of that. A wrong digest is worth one more try: the next time
    // the content itself is to blame.
    private static bool IsLostSession(RegistryFailure failure, int attempt) =>
        failure.Code is "BLOB_UPLOAD_INVALID" or "BLOB_UPLOAD_UNKNOWN" || failure.Status == 416 || (failure.Code == "DIGEST_INVALID" && attempt == 1);

    // What was handed to the connection runs ahead of what arrived by several MiB of buffers, so this is a rough measure.
    private static bool IsSimilar(long first, long second) => Math.Max(first, second) <= (2 * Math.Min(first, second)) + (4 * 1024 * 1024);
}
