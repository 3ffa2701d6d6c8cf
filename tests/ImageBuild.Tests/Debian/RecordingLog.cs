using System.Collections.Concurrent;
using ImageBuild.Diagnostics;

namespace ImageBuild.Tests.Debian;

internal sealed class RecordingLog : IBuildLog
{
    public ConcurrentQueue<string> Warnings { get; } = [];

    public ConcurrentQueue<string> Details { get; } = [];

    public void Info(string message)
    {
    }

    public void Detail(string message) => Details.Enqueue(message);

    public void Warning(ErrorCode code, string message) => Warnings.Enqueue($"{code}: {message}");
}
