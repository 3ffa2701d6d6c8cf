namespace ImageBuild.Inspection.Rendering;

/// <summary>Lines in columns that are as wide as their widest cell.</summary>
internal static class TextTable
{
    /// <summary>The rows as lines, two spaces between the columns.</summary>
    /// <param name="rows">Rows of equal length.</param>
    /// <param name="right">The columns whose cells stand at the right, by index.</param>
    public static IReadOnlyList<TextLine> Lines(IReadOnlyList<IReadOnlyList<TextSpan>> rows, params int[] right)
    {
        if (rows.Count == 0)
            return [];
        var widths = Enumerable.Range(0, rows[0].Count).Select(column => rows.Max(row => row[column].Text.Length)).ToList();
        return [.. rows.Select(row => new TextLine([.. row.SelectMany((cell, column) => Cell(cell, widths[column], right.Contains(column), column == row.Count - 1))]))];
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
