using ImageBuild.Diagnostics;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace ImageBuild.Tasks;

/// <summary>Sends what the engine says to MSBuild.</summary>
internal sealed class TaskBuildLog(TaskLoggingHelper log) : IBuildLog
{
    public void Info(string message) => log.LogMessage(MessageImportance.High, "{0}", message);

    public void Detail(string message) => log.LogMessage(MessageImportance.Normal, "{0}", message);

    public void Warning(ErrorCode code, string message) =>
        log.LogWarning(null, code.Id, null, null, null, 0, 0, 0, 0, "{0}", message);

    public void Error(ImageBuildException exception)
    {
        var hint = exception.Code.SdkCode is { } sdk ? $" (the SDK's {sdk})" : "";
        log.LogError(null, exception.Code.Id, null, null, null, 0, 0, 0, 0, "{0}{1}", exception.Message, hint);
    }
}
