using ImageBuild.Inspection.Rendering;
using Spectre.Console;

namespace ImageBuild.Tool;

/// <summary>Lines of a report in colour.</summary>
internal static class ColouredLines
{
    public static void WriteLine(this IAnsiConsole console, TextLine line)
    {
        foreach (var span in line.Spans)
            console.Write(new Text(span.Text, StyleOf(span.Style)));
        console.WriteLine();
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
