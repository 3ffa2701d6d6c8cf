using System.Text;

namespace ImageBuild.Registries.Authentication;

/// <summary>Reads WWW-Authenticate as leniently as the field requires.</summary>
/// <remarks>
/// Several challenges share a line; keys differ in case; spaces stand around '='; values are unquoted or hold escapes
/// and commas. Anything that cannot be read is skipped rather than refused.
/// </remarks>
internal static class ChallengeParser
{
    public static IReadOnlyList<Challenge> Parse(IEnumerable<string> lines) => [.. lines.SelectMany(Parse)];

    private static List<Challenge> Parse(string line)
    {
        var challenges = new List<Challenge>();
        Dictionary<string, string>? parameters = null;
        var position = 0;
        while (position < line.Length)
        {
            var afterComma = SkipSeparators(line, ref position);
            var word = ReadToken(line, ref position);
            if (word.Length == 0)
            {
                // Not a token: step over it, or the loop would stand still.
                position++;
                continue;
            }

            var next = position;
            SkipBlanks(line, ref next);
            if (parameters is not null && next < line.Length && line[next] == '=')
            {
                position = next + 1;
                parameters[word] = ReadValue(line, ref position);
            }
            else if (parameters is null || afterComma)
            {
                parameters = new(StringComparer.OrdinalIgnoreCase);
                challenges.Add(new(word, parameters));
            }
        }

        return challenges;
    }

    private static bool SkipSeparators(string line, ref int position)
    {
        var comma = false;
        for (; position < line.Length && (line[position] is ',' or ' ' or '\t'); position++)
            comma |= line[position] == ',';
        return comma;
    }

    private static void SkipBlanks(string line, ref int position)
    {
        while (position < line.Length && (line[position] is ' ' or '\t'))
            position++;
    }

    private static string ReadToken(string line, ref int position)
    {
        var start = position;
        while (position < line.Length && (char.IsAsciiLetterOrDigit(line[position]) || "!#$%&'*+-.^_`|~/:".Contains(line[position], StringComparison.Ordinal)))
            position++;
        return line[start..position];
    }

    private static string ReadValue(string line, ref int position)
    {
        SkipBlanks(line, ref position);
        var value = new StringBuilder();
        if (position < line.Length && line[position] == '"')
        {
            for (position++; position < line.Length && line[position] != '"'; position++)
            {
                if (line[position] == '\\' && position + 1 < line.Length)
                    position++;
                value.Append(line[position]);
            }

            position++;
        }
        else
        {
            for (; position < line.Length && line[position] is not (',' or ' ' or '\t'); position++)
                value.Append(line[position]);
        }

        return value.ToString();
    }
}
