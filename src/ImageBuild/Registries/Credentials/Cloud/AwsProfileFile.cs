namespace ImageBuild.Registries.Credentials.Cloud;

/// <summary>AWS' shared configuration files: sections in brackets, "name = value" lines, comments after # or ;.</summary>
internal static class AwsProfileFile
{
    /// <summary>The settings of one section; null where the file lacks it.</summary>
    /// <param name="lines">The file.</param>
    /// <param name="isSection">Tells the wanted section by the text in its brackets.</param>
    /// <remarks>
    /// Indented lines below an empty value are settings of that value ("s3 =") and not of the section. A comment may follow a
    /// value after white space, except in a command.
    /// </remarks>
    public static Dictionary<string, string>? Section(IEnumerable<string> lines, Func<string, bool> isSection)
    {
        Dictionary<string, string>? found = null;
        var inside = false;
        var nested = false;
        foreach (var raw in lines)
        {
            var line = raw.Trim();
            if (line.Length == 0 || line[0] is '#' or ';')
                continue;
            if (line[0] == '[')
            {
                var end = line.IndexOf(']', StringComparison.Ordinal);
                inside = end > 0 && isSection(string.Join(' ', line[1..end].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
                found ??= inside ? new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) : null;
                nested = false;
            }
            else if (inside && line.IndexOf('=', StringComparison.Ordinal) is var equals and > 0 && !(nested && char.IsWhiteSpace(raw[0])))
            {
                var name = line[..equals].TrimEnd();
                var value = line[(equals + 1)..].Trim();
                nested = value.Length == 0;
                found![name] = name.Equals("credential_process", StringComparison.OrdinalIgnoreCase) ? value : WithoutComment(value);
            }
        }

        return found;
    }

    private static string WithoutComment(string value)
    {
        for (var index = 1; index < value.Length; index++)
        {
            if (value[index] is '#' or ';' && char.IsWhiteSpace(value[index - 1]))
                return value[..index].TrimEnd();
        }

        return value;
    }
}
