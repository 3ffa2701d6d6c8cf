using ImageBuild.Publishing;
using ImageBuild.Registries;

namespace ImageBuild.Tool;

/// <summary>What a push did: a line a blob on standard error, the reference with its digest on standard output.</summary>
internal static class PushReport
{
    public static void Print(PushResult result, ConsoleLog log)
    {
        foreach (var blob in result.Blobs)
            log.Info($"  sha256:{blob.Descriptor.Digest.Short}  {ImageReport.Size(blob.Descriptor.Size),9}  {blob.Fate.ToString().ToLowerInvariant()}");
        log.Info($"  {ImageReport.Size(result.BytesSent)} sent in {result.Requests} requests");
        Console.Out.WriteLine(result.Reference);
    }
}
