namespace ImageBuild.Registries.Credentials;

/// <summary>Makes text from outside fit for a one-line message.</summary>
internal static class MessageText
{
    private const int Longest = 300;

    /// <summary>One line, no control characters, at most 300 characters.</summary>
    public static string Clean(string text)
    {
        var words = string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var line = string.Join(' ', words);
        return line.Length == 0 ? "(no message)" : line.Length <= Longest ? line : $"{line[..Longest]}…";
    }

    /// <summary>An error code from outside: its leading identifier characters, or nothing.</summary>
    /// <remarks>Clouds put the request, tokens included, into some error texts; their error codes are plain words.</remarks>
    public static string Code(string? text) =>
        string.Concat((text ?? "").TakeWhile(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-' or '#').Take(80));
}
