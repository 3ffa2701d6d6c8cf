using ImageBuild.Diagnostics;

namespace ImageBuild.Publishing;

/// <summary>Decides entrypoint and command. Pure; the rules are those of the SDK's container support, a test compares the two.</summary>
internal static class CommandRules
{
    /// <summary>The entrypoint and the command of the image.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="baseEntrypoint">The base's entrypoint.</param>
    /// <param name="baseCommand">The base's command: arguments that belong to its entrypoint.</param>
    /// <param name="log">Told what may surprise.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidCommand"/>: what was asked for contradicts itself.</exception>
    public static (IReadOnlyList<string> Entrypoint, IReadOnlyList<string> Command) Decide(ExecutionRequest request, IReadOnlyList<string> baseEntrypoint, IReadOnlyList<string> baseCommand, IBuildLog log)
    {
        // Images that start "dotnet" by themselves would get it twice.
        var inherited = baseEntrypoint is ["dotnet"] or ["/usr/bin/dotnet"] ? [] : baseEntrypoint;
        // A folder of files is no application: the image starts what the base starts.
        if (request is { Instruction: AppCommandInstruction.Inferred, AppCommand.Count: 0, AppCommandArgs.Count: 0, Entrypoint.Count: 0, EntrypointArgs.Count: 0 })
            return (inherited, request.DefaultArgs.Count > 0 ? request.DefaultArgs : baseCommand);

        var asked = request.Instruction == AppCommandInstruction.Inferred ? Infer(request, inherited, log) : request;
        if (asked.EntrypointArgs.Count > 0 && asked.Entrypoint.Count == 0)
            throw Contradiction("There are ContainerEntrypointArgs but no ContainerEntrypoint.", "CONTAINER2024");
        if (asked.AppCommandArgs.Count > 0 && asked.AppCommand.Count == 0)
            throw Contradiction("There are ContainerAppCommandArgs but no ContainerAppCommand.", "CONTAINER2025");
        IReadOnlyList<string> entrypoint = [.. asked.Entrypoint, .. asked.EntrypointArgs];
        return asked.Instruction switch
        {
            AppCommandInstruction.None when asked.AppCommand.Count > 0 =>
                throw Contradiction("ContainerAppCommandInstruction is None, but there is a ContainerAppCommand.", "CONTAINER2026"),
            AppCommandInstruction.Entrypoint when entrypoint.Count > 0 =>
                throw Contradiction("ContainerAppCommandInstruction is Entrypoint, but there is a ContainerEntrypoint.", "CONTAINER2028"),
            AppCommandInstruction.Entrypoint => (OrInherited([.. asked.AppCommand, .. asked.AppCommandArgs]), asked.DefaultArgs),
            AppCommandInstruction.DefaultArgs => (OrInherited(entrypoint), [.. asked.AppCommand, .. asked.AppCommandArgs, .. asked.DefaultArgs]),
            _ => (OrInherited(entrypoint), asked.DefaultArgs),
        };

        IReadOnlyList<string> OrInherited(IReadOnlyList<string> own) => own.Count > 0 ? own : inherited;
    }

    private static ExecutionRequest Infer(ExecutionRequest request, IReadOnlyList<string> inherited, IBuildLog log)
    {
        if (request.Entrypoint.Count == 0 && request.EntrypointArgs.Count == 0)
        {
            if (inherited.Count > 0)
                log.Warning(ErrorCodes.BaseEntrypointReplaced, $"The base starts '{string.Join(' ', inherited)}', this image starts the application instead. {ErrorCodes.BaseEntrypointReplaced.Remedy}");
            return request with { Instruction = AppCommandInstruction.Entrypoint };
        }

        // Before there was an AppCommand, EntrypointArgs were its replaceable arguments.
        return request is { Entrypoint.Count: 0, DefaultArgs.Count: 0, AppCommandArgs.Count: 0 }
            ? request with { Entrypoint = request.AppCommand, EntrypointArgs = [], AppCommand = [], DefaultArgs = request.EntrypointArgs, Instruction = AppCommandInstruction.None }
            : request with { Instruction = AppCommandInstruction.DefaultArgs };
    }

    private static ImageBuildException Contradiction(string cause, string sdkCode) => ErrorCodes.InvalidCommand.Error($"{cause} (the SDK's {sdkCode})");
}
