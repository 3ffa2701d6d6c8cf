using System.ComponentModel;
using System.Diagnostics;

namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>A program to start: immutable, so that one description can be varied and run again.</summary>
internal sealed record Command(string File, params IReadOnlyList<string> Arguments)
{
    /// <summary>Absolute; empty is the folder of the test run.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>Added to the environment of the test run; null removes a variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>What the program reads from standard input; nothing by default.</summary>
    public string Input { get; init; } = "";

    /// <summary>After this time the program and its children are ended and the run fails.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The same program, started by another one that changes its surroundings.</summary>
    public Command StartedBy(string launcher, params string[] launcherArguments) =>
        this with { File = launcher, Arguments = [.. launcherArguments, File, .. Arguments] };

    /// <summary>The same program with more variables.</summary>
    public Command With(params (string Name, string? Value)[] variables)
    {
        var all = new Dictionary<string, string?>(Environment);
        foreach (var (name, value) in variables)
            all[name] = value;
        return this with { Environment = all };
    }

    /// <summary>Runs to the end, whatever the exit code.</summary>
    public async Task<CommandResult> RunAsync()
    {
        await using var process = Start();
        var exitCode = await process.WaitForExitAsync(Timeout);
        return new CommandResult(ToString(), exitCode, process.Output, process.Error);
    }

    /// <summary>Runs to the end and fails the test when the exit code is not zero.</summary>
    public async Task<CommandResult> RunWellAsync() => (await RunAsync()).Succeeded();

    /// <summary>Starts and goes on; disposing ends it.</summary>
    public BackgroundProcess Start()
    {
        var start = new ProcessStartInfo(File, Arguments)
        {
            WorkingDirectory = WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        try
        {
            return new BackgroundProcess(Process.Start(start)!, ToString(), Input);
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException(
                $"'{File}' does not start: {exception.Message}. build/install-parts.sh installs what the tests need.", exception);
        }
    }

    public override string ToString() => string.Join(' ', [File, .. Arguments]);
}
