using System.Globalization;

namespace ImageBuild.Debian.Installing;

/// <summary>A file that may stand for a name which several packages have: update-alternatives(1).</summary>
/// <param name="Link">The path programs use: "/usr/lib/x86_64-linux-gnu/libblas.so.3".</param>
/// <param name="Name">The name in /etc/alternatives.</param>
/// <param name="Path">The file.</param>
/// <param name="Priority">The highest wins.</param>
/// <param name="Slaves">Links that go along: link, name and path of each.</param>
internal sealed record Alternative(string Link, string Name, string Path, int Priority, IReadOnlyList<(string Link, string Name, string Path)> Slaves)
{
    /// <summary>Reads a call of update-alternatives.</summary>
    /// <returns>Null where it is no plain "--install", such as one with variables in it.</returns>
    public static Alternative? TryParse(IReadOnlyList<string> words)
    {
        var arguments = words.Skip(1).SkipWhile(word => word is "--quiet" or "--force").ToList();
        if (arguments.Count < 5 || arguments[0] != "--install" || arguments.Any(word => word.Contains('$', StringComparison.Ordinal) || word.Contains('*', StringComparison.Ordinal))
            || !int.TryParse(arguments[4], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority))
        {
            return null;
        }

        var slaves = new List<(string, string, string)>();
        for (var index = 5; index < arguments.Count; index += 4)
        {
            if (arguments[index] != "--slave" || index + 3 >= arguments.Count)
                return null;
            slaves.Add((arguments[index + 1], arguments[index + 2], arguments[index + 3]));
        }

        var all = slaves.Append((arguments[1], arguments[2], arguments[3]));
        return all.All(link => IsPlain(link.Item1) && IsPlain(link.Item3) && !link.Item2.Contains('/', StringComparison.Ordinal))
            ? new Alternative(arguments[1], arguments[2], arguments[3], priority, slaves)
            : null;
    }

    private static bool IsPlain(string path) => path.StartsWith('/') && PackagePath.Normalise(path[1..]) is { Length: > 0 };
}
