using System.Globalization;
using ImageBuild.Diagnostics;
using ImageBuild.Registries.Transport;

namespace ImageBuild.Registries.Uploads;

/// <summary>Sends a blob in pieces: PATCHes with Content-Range, then an empty PUT.</summary>
/// <remarks>
/// The offset is what was sent. A Range header in a successful answer is not believed: ECR's stays at the first chunk
/// although the data is there (containers-roadmap#2831). The final PUT checks the digest and is the truth.
/// </remarks>
internal static class ChunkedUpload
{
    private const int MaxCorrections = 3;

    public static async Task SendAsync(BlobUploader uploader, UploadJob job, UploadSession session, UploadLadder ladder, CancellationToken cancellationToken)
    {
        var size = ladder.ChunkSize(session.MinChunkSize);
        var buffer = new byte[Math.Min(size, job.Size)];
        var corrections = 0;
        long offset = 0;
        var source = await job.Blob.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (offset < job.Size)
            {
                var length = (int)Math.Min(size, job.Size - offset);
                await ReadAsync(source, buffer.AsMemory(0, length), job, cancellationToken).ConfigureAwait(false);
                var chunk = buffer.AsMemory(0, length);
                var request = job.Request(HttpMethod.Patch, session.Location) with
                {
                    Body = () => BodyContent.FromBytes(chunk, BodyContent.OctetStream, job.Meter),
                    // "a-b", not RFC 9110's "bytes a-b/*": ACR refuses that (sdk-container-builds#258).
                    Headers = [new("Content-Range", string.Create(CultureInfo.InvariantCulture, $"{offset}-{offset + length - 1}"))],
                };
                var response = await uploader.SendRawAsync(request, cancellationToken).ConfigureAwait(false);
                var status = (int)response.StatusCode;
                // ECR answers 201 to chunks, others 202 or 204.
                if (status is >= 200 and < 300)
                {
                    using (response)
                        session = BlobUploader.ReadSession(job, request.Uri, response) ?? session;
                    offset += length;
                    continue;
                }

                if (status == 416 && corrections++ < MaxCorrections && UploadSession.ParseRange(ResponseHeaders.First(response, "Range")) is { } stored && stored < job.Size)
                {
                    using (response)
                        session = BlobUploader.ReadSession(job, request.Uri, response) ?? session;
                    await source.DisposeAsync().ConfigureAwait(false);
                    source = await job.Blob.OpenAsync(cancellationToken).ConfigureAwait(false);
                    await SkipAsync(source, stored, buffer, job, cancellationToken).ConfigureAwait(false);
                    offset = stored;
                    continue;
                }

                throw await uploader.RefusalAsync(request, response, job, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }

        await uploader.CommitAsync(job, session, cancellationToken).ConfigureAwait(false);
    }

    private static async Task SkipAsync(Stream source, long count, byte[] buffer, UploadJob job, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            var part = (int)Math.Min(count, buffer.Length);
            await ReadAsync(source, buffer.AsMemory(0, part), job, cancellationToken).ConfigureAwait(false);
            count -= part;
        }
    }

    private static async Task ReadAsync(Stream source, Memory<byte> buffer, UploadJob job, CancellationToken cancellationToken)
    {
        if (await source.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) < buffer.Length)
            throw ErrorCodes.UploadFailed.Error($"The blob {job.Digest} of {job.Size} bytes has fewer.", "Build the image again.");
    }
}
