using System.Collections.Concurrent;
using ImageBuild.Diagnostics;

namespace ImageBuild.Tests.Publishing;

/// <summary>Keeps everything that is said, warnings with their code.</summary>
internal sealed class LogOfLines : IBuildLog
{
    public ConcurrentQueue<string> Lines { get; } = [];

    public ConcurrentQueue<string> Warnings { get; } = [];

    public void Info(string message) => Lines.Enqueue(message);

    public void Detail(string message) => Lines.Enqueue(message);

    public void Warning(ErrorCode code, string message) => Warnings.Enqueue($"{code}: {message}");
}
