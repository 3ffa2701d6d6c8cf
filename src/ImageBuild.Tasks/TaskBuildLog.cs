using ImageBuild.Diagnostics;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace ImageBuild.Tasks;

/// <summary>Sends what the engine says to MSBuild.</summary>
/// <param name="log">MSBuild's side.</param>
/// <param name="collects">
/// MSBuild's terminal logger shows the build. Of all messages that are no warning and no error it shows one for each project,
/// the last that reads "PROJECT -> OUTPUT", so the lines wait for <see cref="Conclude"/>.
/// </param>
internal sealed class TaskBuildLog(TaskLoggingHelper log, bool collects) : IBuildLog
{
    private readonly List<string> _lines = [];

    public void Info(string message)
    {
        if (collects)
        {
            lock (_lines)
                _lines.Add(message);
        }

        // Other loggers beside the terminal logger, a binary log for one, get the lines as they come.
        log.LogMessage(collects ? MessageImportance.Normal : MessageImportance.High, "{0}", message);
    }

    public void Detail(string message) => log.LogMessage(MessageImportance.Normal, "{0}", message);

    public void Warning(ErrorCode code, string message) =>
        log.LogWarning(null, code.Id, null, null, null, 0, 0, 0, 0, "{0}", message);

    public void Error(ImageBuildException exception)
    {
        var hint = exception.Code.SdkCode is { } sdk ? $" (the SDK's {sdk})" : "";
        log.LogError(null, exception.Code.Id, null, null, null, 0, 0, 0, 0, "{0}{1}", exception.Message, hint);
    }

    /// <summary>Has the terminal logger show the lines that were collected.</summary>
    /// <param name="project">The name of the project file, without its extension.</param>
    /// <param name="output">What the project's output is. It has a word and a space in front, or else the logger takes a reference for the address of a link.</param>
    public void Conclude(string project, string output)
    {
        if (collects)
            log.LogMessage(MessageImportance.High, "{0}", string.Join(Environment.NewLine, _lines.Prepend($"{project} -> {output}")));
    }
}
