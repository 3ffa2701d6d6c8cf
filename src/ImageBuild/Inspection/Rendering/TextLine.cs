namespace ImageBuild.Inspection.Rendering;

/// <summary>A line of text for people.</summary>
/// <param name="Spans">Its pieces, from left to right.</param>
public sealed record TextLine(params IReadOnlyList<TextSpan> Spans)
{
    /// <summary>The line without styles.</summary>
    public override string ToString() => string.Concat(Spans.Select(span => span.Text)).TrimEnd();

    /// <summary>The same line behind a piece of text.</summary>
    internal TextLine Behind(TextSpan span) => new([span, .. Spans]);

    internal static TextSpan Strong(string text) => new(text, TextStyle.Strong);

    internal static TextSpan Faint(string text) => new(text, TextStyle.Faint);

    internal static TextSpan Heading(string text) => new(text, TextStyle.Heading);

    internal static TextSpan Accent(string text) => new(text, TextStyle.Accent);
}
