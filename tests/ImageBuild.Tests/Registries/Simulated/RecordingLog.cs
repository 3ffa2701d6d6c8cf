using System.Collections.Concurrent;
using ImageBuild.Diagnostics;

namespace ImageBuild.Tests.Registries.Simulated;

/// <summary>Keeps everything that was said, to look for secrets and repetitions in it.</summary>
internal sealed class RecordingLog : IBuildLog
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ConcurrentQueue<(ErrorCode Code, string Message)> Warnings { get; } = new();

    public void Info(string message) => Lines.Enqueue(message);

    public void Detail(string message) => Lines.Enqueue(message);

    public void Warning(ErrorCode code, string message)
    {
        Lines.Enqueue(message);
        Warnings.Enqueue((code, message));
    }
}
