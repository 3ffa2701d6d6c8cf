using ImageBuild.Registries.Failures;

namespace ImageBuild.Registries.Uploads;

/// <summary>How blobs are sent to one registry. What a refusal taught is remembered for the run.</summary>
internal sealed class UploadLadder(RegistryHost host, RegistryOptions options)
{
    private const long SmallestChunk = 256 * 1024;
    private volatile bool _singleRefused;
    private volatile bool _chunked;
    private long _chunkSize = options.ChunkSize ?? host.ChunkSize;

    /// <summary>The method for a blob of this size.</summary>
    public UploadMethod Choose(long size)
    {
        if (options.UploadMethod is { } forced && (forced != UploadMethod.Chunked || host.AcceptsChunks))
            return forced;
        // A blob that fits one body below every cap seen so far needs no chunks.
        if (_chunked && size > ChunkSize(0))
            return UploadMethod.Chunked;
        return size <= options.SingleRequestLimit && !_singleRefused ? UploadMethod.Single : UploadMethod.Streamed;
    }

    /// <summary>The chunk size in bytes.</summary>
    /// <param name="minimum">What the registry asked for in OCI-Chunk-Min-Length; 0 for nothing.</param>
    public long ChunkSize(long minimum) =>
        Math.Max(Math.Clamp(Interlocked.Read(ref _chunkSize), host.MinChunkSize, host.MaxChunkSize), Math.Min(minimum, int.MaxValue / 2));

    /// <summary>Learns from a refusal. Several blobs may learn the same at once.</summary>
    /// <param name="failed">The method that was refused.</param>
    /// <param name="size">The size of the blob in bytes.</param>
    /// <param name="chunkSize">The chunk size that was in force.</param>
    /// <param name="failure">The refusal.</param>
    /// <returns>Whether another try is worth it.</returns>
    public bool StepDown(UploadMethod failed, long size, long chunkSize, RegistryFailure failure)
    {
        if (failure.Status == 413)
            return failed == UploadMethod.Chunked ? StayBelow(Math.Min(size, chunkSize)) : UseChunks() && StayBelow(size);
        // Old Artifactory knows no body in the PUT (containerd#3533); ACR answers it with 416 at times (acr#866).
        return failed == UploadMethod.Single && failure.Status is 400 or 404 or 405 or 411 or 415 or 416 or 501 && options.UploadMethod is null
            && (_singleRefused = true);
    }

    /// <summary>Goes over to chunks after a body broke off at the same place more than once.</summary>
    public bool UseChunks()
    {
        if (!host.AcceptsChunks || options.UploadMethod is UploadMethod.Single or UploadMethod.Streamed)
            return false;
        _chunked = true;
        return true;
    }

    // Every step sends less than was refused, so the steps end.
    private bool StayBelow(long refused)
    {
        if (ChunkSize(0) < refused)
            return true;
        var smaller = Math.Max(refused / 2, Math.Max(host.MinChunkSize, SmallestChunk));
        if (smaller >= refused)
            return false;
        Interlocked.Exchange(ref _chunkSize, smaller);
        return true;
    }
}
