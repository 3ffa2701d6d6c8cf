using System.Text;
using System.Text.RegularExpressions;
using ImageBuild.Inspection.Layers;

namespace ImageBuild.Inspection.Packages;

/// <summary>Debian's copyright files: usr/share/doc/PACKAGE/copyright.</summary>
/// <remarks>https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/; older files are prose that points to common licences.</remarks>
internal static partial class CopyrightFile
{
    private const string Folder = "usr/share/doc/";

    public static bool IsOne(string path) =>
        path.StartsWith(Folder, StringComparison.Ordinal) && path.EndsWith("/copyright", StringComparison.Ordinal) && path.Count(letter => letter == '/') == 4;

    /// <summary>The names of all licences that files of the package are under, sorted; empty where the image does not tell.</summary>
    /// <remarks>A list, not an expression: which licence is for which file only the copyright file itself says.</remarks>
    public static IReadOnlyList<string> LicensesOf(string package, FileTree tree)
    {
        // Packages of one source often share a folder: "libstdc++6 -> gcc-14-base".
        var folder = tree.TryGet(Folder + package, out var entry) && entry.Type == LayerEntryType.SymbolicLink ? entry.LinkTarget! : package;
        if (!tree.Documents.TryGetValue($"{Folder}{folder}/copyright", out var content))
            return [];
        var text = Encoding.UTF8.GetString(content);
        return
        [
            .. (MachineReadable().IsMatch(text) ? Field() : Reference()).Matches(text)
                .SelectMany(match => Separator().Split(match.Groups["name"].Value))
                .Select(name => name.Trim().TrimEnd('.'))
                .Where(name => name.Length > 0)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
    }

    [GeneratedRegex(@"\AFormat:", RegexOptions.IgnoreCase)]
    private static partial Regex MachineReadable();

    [GeneratedRegex("^License:(?<name>.*)$", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Field();

    [GeneratedRegex(@",|\band\b|\bor\b")]
    private static partial Regex Separator();

    [GeneratedRegex("/usr/share/common-licenses/(?<name>[A-Za-z0-9.+-]+)")]
    private static partial Regex Reference();
}
