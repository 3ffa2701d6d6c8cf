using System.Text.RegularExpressions;

namespace ImageBuild.Debian;

/// <summary>Guesses the package that has a library, by the rule Debian names such packages after. Nothing is looked up.</summary>
internal static partial class PackageNames
{
    /// <summary>Libraries that share a package, or whose package has an older name.</summary>
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["libglib-2.0.so.0"] = "libglib2.0-0",
        ["libgobject-2.0.so.0"] = "libglib2.0-0",
        ["libgio-2.0.so.0"] = "libglib2.0-0",
        ["libgmodule-2.0.so.0"] = "libglib2.0-0",
        ["libgthread-2.0.so.0"] = "libglib2.0-0",
        ["libgdk-3.so.0"] = "libgtk-3-0",
        ["libharfbuzz.so.0"] = "libharfbuzz0b",
        ["libjpeg.so.62"] = "libjpeg62-turbo",
        ["liblber.so.2"] = "libldap2",
        ["libodbcinst.so.2"] = "libodbcinst2",
        ["libnss3.so"] = "libnss3",
        ["libnssutil3.so"] = "libnss3",
        ["libsmime3.so"] = "libnss3",
        ["libnspr4.so"] = "libnspr4",
    };

    /// <summary>"libcairo2" for "libcairo.so.2", "libgssapi-krb5-2" for "libgssapi_krb5.so.2".</summary>
    /// <remarks>Policy 8.1: the name of the library with its number, a hyphen between them where the name ends in a digit.</remarks>
    /// <returns>Null where the rule says nothing.</returns>
    public static string? Guess(string library)
    {
        if (Exceptions.TryGetValue(library, out var known))
            return known;
        if (Library().Match(library) is not { Success: true } match)
            return null;
        var name = match.Groups[1].Value.ToLowerInvariant().Replace('_', '-');
        return char.IsAsciiDigit(name[^1]) ? $"{name}-{match.Groups[2].Value}" : name + match.Groups[2].Value;
    }

    [GeneratedRegex(@"^(lib[A-Za-z0-9_.+-]+)\.so\.([0-9]+(?:\.[0-9]+)*)$")]
    private static partial Regex Library();
}
