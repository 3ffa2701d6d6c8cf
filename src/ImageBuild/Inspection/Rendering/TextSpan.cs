using System.Globalization;
using System.Text;

namespace ImageBuild.Inspection.Rendering;

/// <summary>How a piece of text is meant; a terminal chooses the colours.</summary>
public enum TextStyle
{
    /// <summary>Ordinary.</summary>
    Plain,

    /// <summary>What the line is about.</summary>
    Strong,

    /// <summary>Lines of the tree, digests, what one looks at last.</summary>
    Faint,

    /// <summary>Headings.</summary>
    Heading,

    /// <summary>Kinds and bars.</summary>
    Accent,

    /// <summary>Added, equal, right.</summary>
    Good,

    /// <summary>Removed, wrong.</summary>
    Bad,

    /// <summary>Changed.</summary>
    Changed,
}

/// <summary>A piece of text with one style.</summary>
public readonly record struct TextSpan
{
    private readonly string? _text;

    /// <summary>Makes the text fit for any terminal.</summary>
    public TextSpan(string text, TextStyle style = TextStyle.Plain) => (_text, Style) = (Printable(text), style);

    /// <summary>The text. It holds no characters that control a terminal or turn the direction of writing.</summary>
    public string Text => _text ?? "";

    /// <summary>How it is meant.</summary>
    public TextStyle Style { get; }

    /// <summary>Ordinary text.</summary>
    public static implicit operator TextSpan(string text) => new(text);

    /// <inheritdoc />
    public override string ToString() => Text;

    /// <summary>Names in images come from anybody: an escape sequence in one of them would be carried out by the terminal.</summary>
    private static string Printable(string text)
    {
        if (!text.Any(IsControl))
            return text;
        var shown = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            if (IsControl(character))
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            else
                shown.Append(character);
        }

        return shown.ToString();
    }

    private static bool IsControl(char character) =>
        char.IsControl(character) || CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
