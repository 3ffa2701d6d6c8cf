using System.ComponentModel;
using System.Diagnostics;

namespace ImageBuild.Benchmarks;

/// <summary>A program to run to its end.</summary>
internal sealed class Command(string file, params IReadOnlyList<string> arguments)
{
    public string WorkingDirectory { get; init; } = "";

    /// <summary>Added to this program's environment; null removes a variable.</summary>
    public Dictionary<string, string?> Environment { get; } = [];

    /// <summary>Runs and measures.</summary>
    /// <exception cref="InvalidOperationException">It cannot be started or did not end with 0.</exception>
    public async Task<CommandResult> RunAsync()
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;

        var before = ChildProcesses.ProcessorTime();
        var clock = Stopwatch.GetTimestamp();
        using var process = Start(start);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var memory = PeakMemory.WatchAsync(process);
        await process.WaitForExitAsync();
        var wall = Stopwatch.GetElapsedTime(clock);
        var result = new CommandResult(await output, wall, ChildProcesses.ProcessorTime() - before, await memory);
        return process.ExitCode == 0
            ? result
            : throw new InvalidOperationException($"'{file} {string.Join(' ', arguments)}' ended with {process.ExitCode}:\n{result.Output}\n{await error}");
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException($"'{file}' does not start: {exception.Message}. build/install-parts.sh installs what is needed.", exception);
        }
    }
}
