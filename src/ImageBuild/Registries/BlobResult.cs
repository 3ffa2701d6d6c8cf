using ImageBuild.Content;

namespace ImageBuild.Registries;

/// <summary>What happened to one blob of a push.</summary>
/// <param name="Descriptor">The blob.</param>
/// <param name="Fate">How it came to be there.</param>
/// <param name="BytesSent">Body bytes that left this machine for it, repetitions included.</param>
/// <param name="Requests">Requests it took, those for tokens included.</param>
public sealed record BlobResult(Descriptor Descriptor, BlobFate Fate, long BytesSent, int Requests)
{
    /// <summary>How long it took, waiting for a place in the queue not included.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The repository a mounted blob was linked from; null otherwise.</summary>
    public string? MountedFrom { get; init; }
}
