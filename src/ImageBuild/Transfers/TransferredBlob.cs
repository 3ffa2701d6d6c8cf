using ImageBuild.Content;

namespace ImageBuild.Transfers;

/// <summary>What happened to one blob on its way.</summary>
/// <param name="Descriptor">The blob.</param>
/// <param name="Status">"reused", "mounted", "uploaded"; "written" for layouts and archives.</param>
/// <param name="BytesSent">0 unless it was uploaded or written.</param>
public sealed record TransferredBlob(Descriptor Descriptor, string Status, long BytesSent)
{
    /// <summary>How long it took; zero where nobody measured it.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The status as a person reads it: "uploaded at 12.3 MB/s".</summary>
    public string Fate => ByteSize.Rate(BytesSent, Elapsed) is { } rate ? $"{Status} at {rate}" : Status;
}
