using Spectre.Console;

namespace ImageBuild.Tool;

/// <summary>Writers as consoles: colours only on a terminal, and not where NO_COLOR is set.</summary>
internal static class Terminal
{
    public static IAnsiConsole On(TextWriter writer)
    {
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
        return console;
    }

    public static bool HasColours(this IAnsiConsole console) => console.Profile.Capabilities is { Ansi: true, ColorSystem: not ColorSystem.NoColors };
}
