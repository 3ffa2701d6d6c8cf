using System.Text;
using ImageBuild.Tar;

namespace ImageBuild.Debian;

/// <summary>What dpkg would know about a package, where vulnerability scanners look for it: var/lib/dpkg/status.d.</summary>
/// <remarks>The convention of distroless images, which Trivy, Grype and Syft read. One file per package, so that layers can add packages.</remarks>
internal static class PackageRecords
{
    private const string Folder = "var/lib/dpkg/status.d/";

    /// <summary>The control file, and the sums of those files that are in the layer.</summary>
    /// <param name="package">The package's name.</param>
    /// <param name="deb">The package.</param>
    /// <param name="root">The tree with the package in it.</param>
    public static IEnumerable<TarEntry> For(string package, DebPackage deb, RootFileSystem root)
    {
        yield return TextFile(Folder + package, deb.Control.TrimEnd('\n') + "\n");

        // Sums of files that were left out would read as files that somebody deleted.
        var sums = deb.Md5Sums.Split('\n')
            .Where(line => line.Length > 34 && root.Contains(PackagePath.Merge(line[34..])))
            .Select(line => line + "\n");
        yield return TextFile($"{Folder}{package}.md5sums", string.Concat(sums));
    }

    private static TarEntry TextFile(string path, string text) => TarEntry.File(path, FileContent.FromBytes(Encoding.UTF8.GetBytes(text)));
}
