using System.CommandLine;
using System.Text;
using ImageBuild.Diagnostics;
using ImageBuild.Inspection.Rendering;
using Spectre.Console;

namespace ImageBuild.Tool;

/// <summary>Writes to standard error; standard output belongs to the result.</summary>
internal sealed class ConsoleLog : IBuildLog
{
    // Later, because most commands that end well say nothing, and a terminal takes its time to be asked what it can do.
    private readonly Lazy<IAnsiConsole> _console;
    private readonly bool _isQuiet;
    private readonly bool _isVerbose;

    private ConsoleLog(TextWriter error, TextWriter output, bool isQuiet, bool isVerbose) =>
        (_console, ErrorOutput, Output, _isQuiet, _isVerbose) = (new(() => Terminal.On(error)), error, output, isQuiet, isVerbose);

    /// <summary>Standard output.</summary>
    public TextWriter Output { get; }

    /// <summary>Standard error, for what other programs print.</summary>
    public TextWriter ErrorOutput { get; }

    public static ConsoleLog Create(ParseResult arguments) => new(
        arguments.InvocationConfiguration.Error, arguments.InvocationConfiguration.Output, arguments.GetValue(Verbosity.Quiet), arguments.GetValue(Verbosity.Verbose));

    public void Info(string message)
    {
        if (!_isQuiet)
            _console.Value.WriteLine(message);
    }

    public void Detail(string message)
    {
        if (_isVerbose)
            _console.Value.MarkupLineInterpolated($"[grey]{message}[/]");
    }

    public void Warning(ErrorCode code, string message) => _console.Value.MarkupLineInterpolated($"[yellow]warning {code.Id}:[/] {message}");

    public void Error(ImageBuildException exception)
    {
        _console.Value.MarkupLineInterpolated($"[red]error {exception.Code.Id}:[/] {exception.Cause}");
        _console.Value.MarkupLineInterpolated($"  {exception.Remedy}");
    }

    /// <summary>Writes a report to standard output: in colour on a terminal, as plain text elsewhere.</summary>
    public void Write(IEnumerable<TextLine> lines)
    {
        var console = Terminal.On(Output);
        if (console.HasColours())
        {
            foreach (var line in lines)
                console.WriteLine(line);
            return;
        }

        foreach (var line in lines)
            Output.WriteLine(line.ToString());
    }

    /// <summary>Writes a JSON document to standard output, on a line of its own.</summary>
    public void Write(byte[] json) => Output.WriteLine(Encoding.UTF8.GetString(json));
}
