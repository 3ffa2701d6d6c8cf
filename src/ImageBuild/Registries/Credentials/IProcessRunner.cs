namespace ImageBuild.Registries.Credentials;

/// <summary>Starts a program and waits for it.</summary>
public interface IProcessRunner
{
    /// <summary>Runs the program without a shell, gives it <see cref="ProcessRequest.Input"/> and collects what it prints.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="cancellationToken">Ends the program and everything it started.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    Task<ProcessResult> RunAsync(ProcessRequest request, CancellationToken cancellationToken);
}
