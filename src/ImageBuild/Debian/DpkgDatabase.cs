using System.Security.Cryptography;
using System.Text;
using ImageBuild.Diagnostics;
using ImageBuild.Tar;

namespace ImageBuild.Debian;

/// <summary>What dpkg knows about packages, where dpkg itself and vulnerability scanners look for it.</summary>
/// <remarks>
/// Two forms: var/lib/dpkg/status with all packages, which dpkg keeps, and var/lib/dpkg/status.d with a file a package, the
/// convention of distroless images, which Trivy, Grype and Syft read. An assembled base has the second, so that a layer can add
/// packages without repeating those below it; on a base image the form that is there is continued.
/// </remarks>
internal static class DpkgDatabase
{
    public const string StatusFile = "var/lib/dpkg/status";
    public const string StatusFolder = "var/lib/dpkg/status.d/";
    public const string InfoFolder = "var/lib/dpkg/info/";
    public const string SumsSuffix = ".md5sums";

    /// <summary>The distribution and the packages of a tree.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.BaseNotDebian"/>.</exception>
    public static InstalledSystem Read(BaseTree tree, string what)
    {
        var release = tree.ReadText("etc/os-release") ?? tree.ReadText("usr/lib/os-release") ?? throw ErrorCodes.BaseNotDebian.Error($"{what} has no os-release file.");
        var id = $"{OsRelease(release, "ID")}:{OsRelease(release, "VERSION_ID")}";
        var distribution = Distribution.All.FirstOrDefault(known => known.Id == id)
            ?? throw ErrorCodes.BaseNotDebian.Error($"{what} is {OsRelease(release, "PRETTY_NAME") ?? id}.");
        try
        {
            var paragraphs = Texts(tree).SelectMany(text => ControlParagraph.ReadAll(new StringReader(text))).Where(IsInstalled).ToList();
            return paragraphs.Count > 0
                ? new InstalledSystem(distribution, [.. paragraphs.Select(paragraph => new PackageDescription(paragraph))])
                : throw ErrorCodes.BaseNotDebian.Error($"{what} does not say which packages it has: {StatusFile} and {StatusFolder} are missing.");
        }
        catch (FormatException exception)
        {
            throw ErrorCodes.BaseNotDebian.Error($"The package database of {what} cannot be read: {exception.Message}", inner: exception);
        }
    }

    /// <summary>A package in the form of distroless images: its control file, and the sums of those files that are in the layer.</summary>
    public static IEnumerable<TarEntry> Records(DebPackage deb, RootFileSystem root)
    {
        var name = deb.Description.Name;
        yield return TextFile(StatusFolder + name, deb.Control.TrimEnd('\n') + "\n");
        yield return TextFile(StatusFolder + name + SumsSuffix, Sums(deb, root));
    }

    /// <summary>Packages added to what a tree has, in the tree's own form.</summary>
    public static IEnumerable<TarEntry> Records(IReadOnlyList<DebPackage> packages, RootFileSystem root, BaseTree below)
    {
        if (below.ReadText(StatusFile) is not { } status)
            return packages.SelectMany(deb => Records(deb, root));
        var text = status.TrimEnd('\n') + "\n\n" + string.Join('\n', packages.Select(StatusParagraph));
        var file = below.Find(StatusFile)! with { Content = FileContent.FromBytes(Encoding.UTF8.GetBytes(text)) };
        return packages.SelectMany(deb => Info(deb, root)).Append(file);
    }

    /// <summary>The control file with what dpkg adds: that it is installed, and the sums of its configuration files.</summary>
    private static string StatusParagraph(DebPackage deb)
    {
        var lines = deb.Control.TrimEnd('\n').Split('\n').ToList();
        lines.Insert(1 + lines.FindIndex(line => line.StartsWith("Package:", StringComparison.OrdinalIgnoreCase)), "Status: install ok installed");
        var configuration = deb.Scripts.GetValueOrDefault("conffiles")?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        var sums = from path in configuration
                   from entry in deb.Entries
                   where "/" + entry.Path == path && entry.Content is FileContent.InMemory
                   select $" {path} {Md5(((FileContent.InMemory)entry.Content!).Bytes.Span)}";
        if (sums.ToList() is { Count: > 0 } found)
            lines.AddRange(["Conffiles:", .. found]);
        return string.Join('\n', lines) + "\n";
    }

    private static IEnumerable<TarEntry> Info(DebPackage deb, RootFileSystem root)
    {
        var package = deb.Description;
        var name = InfoFolder + (package.IsMultiArchSame ? $"{package.Name}:{package.Architecture}" : package.Name);
        var files = deb.Entries.Where(entry => PackageUnpacker.IsKept(package.Name, entry)).Select(entry => entry.Path).ToList();
        var folders = files.SelectMany(Parents);
        var paths = files.Concat(folders).Distinct().Order(StringComparer.Ordinal).Select(path => $"/{path}\n");
        yield return TextFile(name + ".list", "/.\n" + string.Concat(paths));
        yield return TextFile(name + SumsSuffix, Sums(deb, root));
    }

    /// <summary>Sums of files that were left out would read as files that somebody deleted.</summary>
    private static string Sums(DebPackage deb, RootFileSystem root) =>
        string.Concat(deb.Md5Sums.Split('\n').Where(line => line.Length > 34 && root.Contains(root.Place(line[34..]))).Select(line => line + "\n"));

    private static IEnumerable<string> Parents(string path)
    {
        for (var parent = PackagePath.Parent(path); parent.Length > 0; parent = PackagePath.Parent(parent))
            yield return parent;
    }

    private static IEnumerable<string> Texts(BaseTree tree)
    {
        var files = tree.Entries.Where(entry => entry.Path.StartsWith(StatusFolder, StringComparison.Ordinal) && !entry.Path.EndsWith(SumsSuffix, StringComparison.Ordinal));
        return files.Select(entry => entry.Path).Prepend(StatusFile).Select(tree.ReadText).OfType<string>();
    }

    /// <summary>dpkg keeps paragraphs of removed packages, too; files in status.d have no such field.</summary>
    public static bool IsInstalled(ControlParagraph paragraph) => paragraph["Status"] is not { } status || status.EndsWith(" installed", StringComparison.Ordinal);

    private static string? OsRelease(string text, string name) =>
        text.Split('\n').Where(line => line.StartsWith(name + "=", StringComparison.Ordinal)).Select(line => line[(name.Length + 1)..].Trim().Trim('"', '\'')).FirstOrDefault();

    private static TarEntry TextFile(string path, string text) => TarEntry.File(path, FileContent.FromBytes(Encoding.UTF8.GetBytes(text)));

#pragma warning disable CA5351 // the sum that dpkg keeps; nothing is protected by it
    private static string Md5(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
}
