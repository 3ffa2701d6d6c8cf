using Cake.Core.Diagnostics;
using ImageBuild.Diagnostics;

namespace ImageBuild.Cake;

/// <summary>Sends what the engine says to Cake's log.</summary>
internal sealed class CakeBuildLog(ICakeLog log) : IBuildLog
{
    public void Info(string message) => Write(LogLevel.Information, message);

    public void Detail(string message) => Write(LogLevel.Verbose, message);

    public void Warning(ErrorCode code, string message) => Write(LogLevel.Warning, $"{code.Id}: {message}");

    // Cake formats what it is given.
    private void Write(LogLevel level, string message) =>
        log.Write(level == LogLevel.Verbose ? Verbosity.Verbose : level == LogLevel.Warning ? Verbosity.Minimal : Verbosity.Normal, level, "{0}", message);
}
