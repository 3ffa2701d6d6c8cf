using System.Text;
using ImageBuild.Inspection.Rendering;
using Spectre.Console;

namespace ImageBuild.Tool;

/// <summary>Writes reports to standard output: in colour on a terminal, as plain text elsewhere and where NO_COLOR is set.</summary>
internal static class TextOutput
{
    public static void Write(IEnumerable<TextLine> lines)
    {
        // Windows consoles start with a code page that has no lines and bars.
        Console.OutputEncoding = Encoding.UTF8;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected || !console.Profile.Capabilities.Ansi || console.Profile.Capabilities.ColorSystem == ColorSystem.NoColors)
        {
            foreach (var line in lines)
                Console.Out.WriteLine(line.ToString());
            return;
        }

        foreach (var line in lines)
        {
            foreach (var span in line.Spans)
                console.Write(new Text(span.Text, StyleOf(span.Style)));
            console.WriteLine();
        }
    }

    /// <summary>A JSON document on a line of its own.</summary>
    public static void Write(byte[] json)
    {
        using var output = Console.OpenStandardOutput();
        output.Write(json);
        output.WriteByte((byte)'\n');
    }

    private static Style StyleOf(TextStyle style) => style switch
    {
        TextStyle.Strong => new Style(decoration: Decoration.Bold),
        TextStyle.Faint => new Style(Color.Grey),
        TextStyle.Heading => new Style(Color.Aqua, decoration: Decoration.Bold),
        TextStyle.Accent => new Style(Color.Teal),
        TextStyle.Good => new Style(Color.Green),
        TextStyle.Bad => new Style(Color.Red),
        TextStyle.Changed => new Style(Color.Yellow),
        _ => Style.Plain,
    };
}
