using ImageBuild.Diagnostics;
using Spectre.Console;

namespace ImageBuild.Tool;

/// <summary>Writes to standard error: standard output belongs to the result.</summary>
internal sealed class ConsoleLog(IAnsiConsole console) : IBuildLog
{
    public static ConsoleLog Create() =>
        new(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }));

    public void Info(string message) => console.WriteLine(message);

    public void Detail(string message)
    {
        // The tool has no verbose mode yet.
    }

    public void Warning(ErrorCode code, string message) => console.MarkupLineInterpolated($"[yellow]warning {code.Id}:[/] {message}");

    public void Error(ImageBuildException exception)
    {
        console.MarkupLineInterpolated($"[red]error {exception.Code.Id}:[/] {exception.Cause}");
        console.MarkupLineInterpolated($"  {exception.Remedy}");
    }
}
