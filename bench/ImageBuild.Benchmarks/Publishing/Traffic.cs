namespace ImageBuild.Benchmarks.Publishing;

/// <summary>What was sent to the registry.</summary>
/// <param name="Requests">How many requests.</param>
/// <param name="Bytes">Bytes of all request bodies.</param>
/// <param name="BlobBytes">Those that were blobs: layers and configurations.</param>
internal readonly record struct Traffic(int Requests, long Bytes, long BlobBytes);
