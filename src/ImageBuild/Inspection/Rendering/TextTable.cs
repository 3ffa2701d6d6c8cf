namespace ImageBuild.Inspection.Rendering;

/// <summary>Lines in columns that are as wide as their widest cell; columns without any text are left out.</summary>
internal static class TextTable
{
    /// <summary>The rows as lines, two spaces between the columns.</summary>
    /// <param name="rows">Rows of equal length.</param>
    /// <param name="right">The columns whose cells stand at the right, by index.</param>
    public static IReadOnlyList<TextLine> Lines(IReadOnlyList<IReadOnlyList<TextSpan>> rows, params int[] right)
    {
        if (rows.Count == 0)
            return [];
        var columns = Enumerable.Range(0, rows[0].Count)
            .Select(column => (Index: column, Width: rows.Max(row => row[column].Text.Length)))
            .Where(column => column.Width > 0)
            .ToList();
        return [.. rows.Select(row => new TextLine([.. columns.SelectMany(column => Cell(row[column.Index], column.Width, right.Contains(column.Index), column == columns[^1]))]))];
    }

    /// <summary>The same, without the last columns where the lines would be too long.</summary>
    /// <param name="width">The longest line.</param>
    /// <param name="rows">Rows of equal length.</param>
    /// <param name="right">The columns whose cells stand at the right, by index.</param>
    public static IReadOnlyList<TextLine> LinesWithin(int width, IReadOnlyList<IReadOnlyList<TextSpan>> rows, params int[] right)
    {
        var lines = Lines(rows, right);
        while (rows.Count > 0 && rows[0].Count > 1 && lines.Any(line => line.ToString().Length > width))
        {
            rows = [.. rows.Select(row => row.SkipLast(1).ToList())];
            lines = Lines(rows, right);
        }

        return lines;
    }

    private static IEnumerable<TextSpan> Cell(TextSpan cell, int width, bool isRight, bool isLast)
    {
        var padding = new string(' ', width - cell.Text.Length);
        if (isRight)
            yield return padding;
        yield return cell;
        if (!isLast)
            yield return isRight ? "  " : padding + "  ";
    }
}
