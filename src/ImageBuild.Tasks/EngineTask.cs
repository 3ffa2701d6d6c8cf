using ImageBuild.Diagnostics;
using Microsoft.Build.Framework;

namespace ImageBuild.Tasks;

/// <summary>A task that calls the engine: a coded error becomes MSBuild's error, cancelling the build cancels the work.</summary>
public abstract class EngineTask : Microsoft.Build.Utilities.Task, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>MSBuildProjectName.</summary>
    [Required]
    public string ProjectName { get; set; } = "";

    /// <summary>MSBuild shows the build with its terminal logger, as it does for people, and not with its console logger.</summary>
    public bool UsesTerminalLogger { get; set; }

    /// <summary>What the task made, as "image web:1.0".</summary>
    private protected abstract string Output { get; }

    /// <inheritdoc />
    public void Cancel() => _cancellation.Cancel();

    /// <inheritdoc />
    public void Dispose()
    {
        _cancellation.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc />
    public override bool Execute()
    {
        var log = new TaskBuildLog(Log, UsesTerminalLogger);
        try
        {
            // MSBuild's threads have no synchronisation context, so waiting here cannot block the work.
            RunAsync(log, _cancellation.Token).GetAwaiter().GetResult();
            log.Conclude(ProjectName, Output);
        }
        catch (ImageBuildException exception)
        {
            log.Error(exception);
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            Log.LogMessage(MessageImportance.High, "The image was not finished: the build was cancelled.");
            return false;
        }

        return !Log.HasLoggedErrors;
    }

    /// <summary>Does the work.</summary>
    protected abstract Task RunAsync(IBuildLog log, CancellationToken cancellationToken);
}
