using System.CommandLine;
using System.Text;
using ImageBuild.Diagnostics;
using ImageBuild.Inspection.Rendering;
using ImageBuild.Transfers;
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
        (_console, Output, _isQuiet, _isVerbose) = (new(() => Terminal.On(error)), output, isQuiet, isVerbose);

    /// <summary>Whether something that changes can be shown.</summary>
    private bool IsLive => !_isQuiet && !_isVerbose && _console.Value.Profile.Capabilities is { Ansi: true, Interactive: true };

    /// <summary>Standard output.</summary>
    public TextWriter Output { get; }

    /// <summary>How much MSBuild says when the user wants to hear this much.</summary>
    public IEnumerable<string> MSBuildVerbosity => _isQuiet ? ["-verbosity:quiet"] : _isVerbose ? ["-verbosity:normal"] : [];

    public static ConsoleLog Create(ParseResult arguments) => new(
        arguments.InvocationConfiguration.Error, arguments.InvocationConfiguration.Output, arguments.GetValue(Verbosity.Quiet), arguments.GetValue(Verbosity.Verbose));

    public void Info(string message)
    {
        if (!_isQuiet)
            _console.Value.WriteLine(message);
    }

    /// <summary>Passes on a line that another program printed, as it is.</summary>
    public void Pass(string line) => _console.Value.WriteLine(line);

    /// <summary>Does something that takes a while. On a terminal a line at the bottom says what happens now; elsewhere nothing does.</summary>
    /// <param name="title">What is done.</param>
    /// <param name="work">Gets a way to say which step it is at; null where nobody would see it.</param>
    public Task<T> LiveAsync<T>(string title, Func<Action<string>?, Task<T>> work)
    {
        if (!IsLive)
            return work(null);
        return _console.Value.Status().Spinner(Spinner.Known.Dots).StartAsync(
            Markup.Escape(title), context => work(step => context.Status($"{Markup.Escape(title)}  [grey]{Markup.Escape(step)}[/]")));
    }

    /// <summary>Brings images somewhere. On a terminal a bar shows how far each blob is; elsewhere nothing does.</summary>
    /// <param name="work">Gets whom to tell; null where nobody would see it.</param>
    public Task<T> TransferAsync<T>(Func<IProgress<BlobProgress>?, Task<T>> work) => IsLive ? TransferBars.ShowAsync(_console.Value, work) : work(null);

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
    public void Write(IEnumerable<TextLine> lines) => Write(_ => lines);

    /// <summary>Writes a report that depends on how many characters fit on a line.</summary>
    public void Write(Func<int, IEnumerable<TextLine>> report)
    {
        var console = Terminal.On(Output);
        foreach (var line in report(console.Profile.Width))
        {
            if (console.HasColours())
                console.WriteLine(line);
            else
                Output.WriteLine(line.ToString());
        }
    }

    /// <summary>Writes a JSON document to standard output, on a line of its own.</summary>
    public void Write(byte[] json) => Output.WriteLine(Encoding.UTF8.GetString(json));
}
