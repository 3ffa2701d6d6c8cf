namespace ImageBuild.Transfers;

/// <summary>What was done at a destination.</summary>
/// <param name="References">What to call the image by there, one a tag.</param>
/// <param name="DigestReference">What to call exactly this image by, whatever happens to the tags.</param>
/// <param name="Blobs">What happened to each blob.</param>
/// <param name="BytesSent">Bytes sent or written, repetitions and manifests included.</param>
/// <param name="Requests">HTTP requests it took.</param>
/// <param name="UpToDate">Whether everything was there before: nothing was written.</param>
public sealed record TransferResult(
    IReadOnlyList<string> References, string DigestReference, IReadOnlyList<TransferredBlob> Blobs, long BytesSent, int Requests, bool UpToDate);
