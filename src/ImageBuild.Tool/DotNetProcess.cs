using System.Diagnostics;

namespace ImageBuild.Tool;

/// <summary>Runs the SDK.</summary>
internal static class DotNetProcess
{
    /// <summary>Runs "dotnet".</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="print">Gets each line it prints.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(IEnumerable<string> arguments, Action<string> print, CancellationToken cancellationToken)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
        var start = new ProcessStartInfo(dotnet, arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        // Lines, whatever the user has set for a terminal: the output is read, not looked at.
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";
        using var process = Process.Start(start)!;
        try
        {
            while (await process.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
                print(line);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
