using System.Text;
using ImageBuild.Debian;

namespace ImageBuild.Inspection.Packages;

/// <summary>The packages of Debian's package manager, in both forms images have: dpkg's own, and a record for each package as in distroless and our images.</summary>
/// <remarks>dpkg(1), FILES. Which licences a package has stands in its copyright file: <see cref="CopyrightFile"/>.</remarks>
internal static class DpkgPackages
{
    private const string List = ".list";
    private static readonly HashSet<string> Fields = new(["Package", "Version", "Architecture", "Status"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a path belongs to the database.</summary>
    public static bool IsPart(string path) =>
        path == DpkgDatabase.StatusFile || path.StartsWith(DpkgDatabase.StatusFolder, StringComparison.Ordinal)
        || (path.StartsWith(DpkgDatabase.InfoFolder, StringComparison.Ordinal) && path.EndsWith(List, StringComparison.Ordinal));

    /// <exception cref="FormatException">The database is damaged.</exception>
    public static IEnumerable<PackageClaim> Read(FileTree tree)
    {
        var files = tree.Documents;
        if (files.TryGetValue(DpkgDatabase.StatusFile, out var status))
        {
            foreach (var package in Paragraphs(status).Where(DpkgDatabase.IsInstalled))
            {
                var name = package["Package"] ?? "";
                var list = files.GetValueOrDefault($"{DpkgDatabase.InfoFolder}{name}:{package["Architecture"]}{List}") ?? files.GetValueOrDefault($"{DpkgDatabase.InfoFolder}{name}{List}") ?? [];
                yield return Claim(package, Lines(list).Select(line => line.TrimStart('/')), tree);
            }
        }

        foreach (var (path, record) in files.Where(file => file.Key.StartsWith(DpkgDatabase.StatusFolder, StringComparison.Ordinal) && !file.Key.EndsWith(DpkgDatabase.SumsSuffix, StringComparison.Ordinal)).OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            foreach (var package in Paragraphs(record))
            {
                // "md5  path"; the record itself is the package's, too.
                var sums = Lines(files.GetValueOrDefault(path + DpkgDatabase.SumsSuffix) ?? []).Where(line => line.Length > 34).Select(line => line[34..]);
                yield return Claim(package, [.. sums, path, path + DpkgDatabase.SumsSuffix, $"usr/share/doc/{package["Package"]}/copyright"], tree);
            }
        }
    }

    private static PackageClaim Claim(ControlParagraph package, IEnumerable<string> paths, FileTree tree)
    {
        var name = package["Package"] ?? "";
        return new PackageClaim(
            new PackageIdentity(PackageType.Debian, name, package["Version"] ?? ""),
            paths.Select(path => tree.HasFile(path) ? path : PackagePath.Merge(path)))
        {
            Licenses = CopyrightFile.LicensesOf(name, tree),
        };
    }

    private static IEnumerable<ControlParagraph> Paragraphs(byte[] text) => ControlParagraph.ReadAll(new StringReader(Encoding.UTF8.GetString(text)), Fields);

    private static string[] Lines(byte[] text) => Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
