using System.CommandLine;
using ImageBuild.Diagnostics;

namespace ImageBuild.Tool.Commands;

/// <summary>What all commands have in common: a coded error is printed and makes the exit code 1, or another one where 1 means something else.</summary>
internal static class CommandRunner
{
    public static void SetAction(this Command command, Func<ParseResult, ConsoleLog, CancellationToken, Task<int>> action, int errorCode = 1) =>
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var log = ConsoleLog.Create(arguments);
            try
            {
                return await action(arguments, log, cancellationToken).ConfigureAwait(false);
            }
            catch (ImageBuildException exception)
            {
                log.Error(exception);
                return errorCode;
            }
        });
}
