using System.Text;
using ImageBuild.Diagnostics;

namespace ImageBuild.Publishing;

/// <summary>Lists in a property or an environment variable, in the form that shells, YAML and MSBuild let through.</summary>
/// <remarks>docs/lists.md shows how they are written on each command line.</remarks>
public static class PropertyLists
{
    private static readonly char[] Blanks = [' ', '\t'];

    /// <summary>The parts of a list: ';', ',' and line breaks separate, white space around parts is dropped, empty parts too.</summary>
    /// <param name="list">Within double quotes separators are ordinary characters; a doubled quote there is a quote.</param>
    public static IReadOnlyList<string> Split(string list) => Split(list, blanks: false);

    /// <summary>The same for parts that hold no blanks: these separate, too, and pass every command line as they are.</summary>
    public static IReadOnlyList<string> Words(string list) => Split(list, blanks: true);

    /// <summary>"NAME=value" pairs.</summary>
    /// <param name="list">The list.</param>
    /// <param name="property">Where it comes from, for messages.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidValue"/>: a part has no '='.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Pairs(string list, string property) => [.. Split(list).Select(part =>
        part.IndexOf('=', StringComparison.Ordinal) is > 0 and var cut
            ? KeyValuePair.Create(part[..cut].TrimEnd(), part[(cut + 1)..])
            : throw ErrorCodes.InvalidValue.Error($"'{part}' in {property} is no NAME=value.", "Write NAME=value,NAME=value; put a value with ',' or ';' in it into double quotes."))];

    private static List<string> Split(string list, bool blanks)
    {
        List<string> parts = [];
        var part = new StringBuilder();
        var (isQuoted, keep) = (false, 0);
        for (var at = 0; at < list.Length; at++)
        {
            var character = list[at];
            if (character == '"' && isQuoted && at + 1 < list.Length && list[at + 1] == '"')
            {
                part.Append(list[++at]);
            }
            else if (character == '"')
            {
                isQuoted = !isQuoted;
                keep = part.Length;
            }
            else if (!isQuoted && (character is ';' or ',' or '\n' or '\r' || (blanks && Blanks.Contains(character))))
            {
                End();
            }
            else
            {
                part.Append(character);
            }
        }

        End();
        return parts;

        void End()
        {
            // Blanks within quotes were meant.
            while (part.Length > keep && char.IsWhiteSpace(part[^1]))
                part.Length--;
            var text = part.ToString();
            if (text.Trim().Length > 0)
                parts.Add(keep > 0 ? text : text.TrimStart());
            part.Clear();
            keep = 0;
        }
    }
}
