using ImageBuild.Diagnostics;
using Spectre.Console;

namespace ImageBuild.Tool;

/// <summary>Writes to standard error: standard output belongs to the result.</summary>
internal sealed class ConsoleLog(IAnsiConsole console) : IBuildLog
{
    public static ConsoleLog Create()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        // A file or pipe has no width: broken lines would hide references and paths from whoever searches them.
        if (Console.IsErrorRedirected)
            console.Profile.Width = int.MaxValue;
        return new ConsoleLog(console);
    }

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
