using System.CommandLine;
using ImageBuild.Diagnostics;
using Spectre.Console;

namespace ImageBuild.Tool;

/// <summary>Writes to standard error; standard output belongs to the result. Colours only on a terminal, and not where NO_COLOR is set.</summary>
internal sealed class ConsoleLog : IBuildLog
{
    private readonly IAnsiConsole _console;
    private readonly bool _isQuiet;
    private readonly bool _isVerbose;

    private ConsoleLog(IAnsiConsole console, TextWriter output, bool isQuiet, bool isVerbose) =>
        (_console, Output, _isQuiet, _isVerbose) = (console, output, isQuiet, isVerbose);

    /// <summary>Standard output.</summary>
    public TextWriter Output { get; }

    public static ConsoleLog Create(ParseResult arguments)
    {
        var writer = arguments.InvocationConfiguration.Error;
        var output = new AnsiConsoleOutput(writer);
        var hasColours = output.IsTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = output,
            ColorSystem = hasColours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Ansi = hasColours ? AnsiSupport.Detect : AnsiSupport.No,
        });
        // A file or pipe has no width: broken lines would hide references and paths from whoever searches them.
        if (!output.IsTerminal)
            console.Profile.Width = int.MaxValue;
        return new ConsoleLog(console, arguments.InvocationConfiguration.Output, arguments.GetValue(Verbosity.Quiet), arguments.GetValue(Verbosity.Verbose));
    }

    public void Info(string message)
    {
        if (!_isQuiet)
            _console.WriteLine(message);
    }

    public void Detail(string message)
    {
        if (_isVerbose)
            _console.MarkupLineInterpolated($"[grey]{message}[/]");
    }

    public void Warning(ErrorCode code, string message) => _console.MarkupLineInterpolated($"[yellow]warning {code.Id}:[/] {message}");

    public void Error(ImageBuildException exception)
    {
        _console.MarkupLineInterpolated($"[red]error {exception.Code.Id}:[/] {exception.Cause}");
        _console.MarkupLineInterpolated($"  {exception.Remedy}");
    }
}
