using System.Diagnostics.CodeAnalysis;

namespace ImageBuild.Debian;

/// <summary>One paragraph of a control file: fields by name, without regard to case.</summary>
/// <remarks>Debian policy 5.1. The same syntax serves package control files, Packages, Release and apt's *.sources.</remarks>
internal sealed class ControlParagraph
{
    private readonly Dictionary<string, string> _fields = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The value of a field, lines joined by '\n'; null where the field is absent.</summary>
    public string? this[string name] => _fields.GetValueOrDefault(name);

    /// <summary>Whether the field is there; its value if so.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out string? value) => _fields.TryGetValue(name, out value);

    /// <summary>The words of a field.</summary>
    public string[] Words(string name) => this[name]?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Reads all paragraphs.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="wanted">The fields to keep; null for all. An index has 70,000 paragraphs with fields nobody asks for.</param>
    /// <exception cref="FormatException">A line is neither a field nor the continuation of one.</exception>
    public static IEnumerable<ControlParagraph> ReadAll(TextReader reader, HashSet<string>? wanted = null)
    {
        var paragraph = new ControlParagraph();
        string? field = null;
        var any = false;
        while (reader.ReadLine() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                if (any)
                    yield return paragraph;
                (paragraph, field, any) = (new ControlParagraph(), null, false);
            }
            else if (line[0] is ' ' or '\t')
            {
                if (!any)
                    throw new FormatException("A continuation line has no field before it.");
                if (field is not null)
                    paragraph._fields[field] += "\n" + line.Trim();
            }
            else if (line[0] != '#')
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                if (colon <= 0)
                    throw new FormatException("A line is neither a field nor the continuation of one.");
                any = true;
                field = wanted is null || wanted.GetAlternateLookup<ReadOnlySpan<char>>().Contains(line.AsSpan(0, colon)) ? line[..colon] : null;

                // A second field of the same name is an error in policy 5.1; taking either one silently could be abused.
                if (field is not null && !paragraph._fields.TryAdd(field, line[(colon + 1)..].Trim()))
                    throw new FormatException($"The field {field} appears twice in one paragraph.");
            }
        }

        if (any)
            yield return paragraph;
    }
}
