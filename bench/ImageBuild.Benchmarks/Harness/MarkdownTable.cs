using System.Text;

namespace ImageBuild.Benchmarks.Harness;

/// <summary>A table that reads well on a console and in a browser.</summary>
internal sealed class MarkdownTable(params string[] head)
{
    private readonly List<string[]> _rows = [];

    /// <summary>One cell a column.</summary>
    public MarkdownTable Add(params string[] row)
    {
        if (row.Length != head.Length)
            throw new ArgumentException($"The table has {head.Length} columns, the row {row.Length}.", nameof(row));
        _rows.Add(row);
        return this;
    }

    public override string ToString()
    {
        var widths = head.Select((title, column) => _rows.Select(row => row[column].Length).Append(title.Length).Max()).ToArray();
        var text = new StringBuilder();
        AppendRow(text, head, widths);
        AppendRow(text, [.. widths.Select(width => new string('-', width))], widths);
        foreach (var row in _rows)
            AppendRow(text, row, widths);
        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, string[] cells, int[] widths) =>
        text.Append("| ").AppendJoin(" | ", cells.Select((cell, column) => cell.PadRight(widths[column]))).Append(" |\n");
}
