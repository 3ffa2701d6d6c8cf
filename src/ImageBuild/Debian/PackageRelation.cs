namespace ImageBuild.Debian;

/// <summary>One alternative of a dependency: a name, and perhaps a bound on the version: "libc6 (>= 2.38)".</summary>
/// <remarks>Debian policy 7.1.</remarks>
/// <param name="Name">The package, real or virtual, without an architecture qualifier.</param>
/// <param name="Operator">"&lt;&lt;", "&lt;=", "=", "&gt;=" or "&gt;&gt;"; null for any version.</param>
/// <param name="Version">The bound; null for any version.</param>
internal sealed record PackageRelation(string Name, string? Operator, DebianVersion? Version)
{
    /// <summary>Whether a version is within the bound.</summary>
    public bool Allows(DebianVersion version)
    {
        if (Operator is null || Version is null)
            return true;
        var order = version.CompareTo(Version);
        return Operator switch
        {
            "<<" => order < 0,
            "<=" => order <= 0,
            "=" => order == 0,
            ">=" => order >= 0,
            _ => order > 0,
        };
    }

    /// <summary>Reads a relationship field: groups separated by commas, each with alternatives separated by '|'.</summary>
    /// <exception cref="FormatException">The field breaks the rules of policy 7.1.</exception>
    public static IReadOnlyList<IReadOnlyList<PackageRelation>> ParseField(string? field) =>
        string.IsNullOrWhiteSpace(field)
            ? []
            : [.. Split(field, ',').Select(group => (IReadOnlyList<PackageRelation>)[.. Split(group, '|').Select(Parse)])];

    private static string[] Split(string text, char separator) =>
        text.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static PackageRelation Parse(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var name = (open < 0 ? text : text[..open]).Trim();
        if (name.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            name = name[..colon];
        if (name.Length == 0 || name.Any(char.IsWhiteSpace))
            throw new FormatException($"'{text}' is not a package relationship.");
        if (open < 0)
            return new PackageRelation(name, null, null);

        var close = text.IndexOf(')', open);
        var inside = close < 0 ? "" : text[(open + 1)..close].Trim();
        var length = inside.TakeWhile(character => character is '<' or '=' or '>').Count();
        var version = DebianVersion.TryParse(inside[length..].Trim());
        var sign = inside[..length] switch
        {
            "<" => "<=", // the obsolete single signs mean "or equal", policy 7.1
            ">" => ">=",
            "<<" or "<=" or "=" or ">=" or ">>" => inside[..length],
            _ => null,
        };
        return sign is not null && version is not null
            ? new PackageRelation(name, sign, version)
            : throw new FormatException($"'{text}' is not a package relationship.");
    }

    /// <summary>"libc6 (>= 2.38)".</summary>
    public override string ToString() => Operator is null ? Name : $"{Name} ({Operator} {Version})";
}
