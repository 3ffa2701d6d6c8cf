using System.Text.Json;
using System.Xml;

namespace ImageBuild.Inspection.Packages;

/// <summary>What the databases in a tree of files say about packages.</summary>
/// <param name="Licenses">Every package there is, with its licences where the image tells them.</param>
/// <param name="Owners">The package of every file that has one, by path.</param>
/// <param name="Notes">Which databases could not be read, and why.</param>
internal sealed record PackageSnapshot(
    IReadOnlyDictionary<PackageIdentity, IReadOnlyList<string>> Licenses, IReadOnlyDictionary<string, PackageIdentity> Owners, IReadOnlyList<string> Notes)
{
    /// <summary>Whether <see cref="Read"/> needs the content of a file.</summary>
    public static bool Needs(string path) =>
        ApplicationPackages.IsDepsJson(path) || SharedFrameworks.IsDepsJson(path) || SharedFrameworks.IsLicense(path) || Nuspec.IsOne(path)
        || DpkgPackages.IsPart(path) || CopyrightFile.IsOne(path) || ApkDatabase.IsPart(path);

    /// <summary>Reads them all. A file that several packages claim belongs to the innermost: NuGet's before the distribution's.</summary>
    public static PackageSnapshot Read(FileTree tree)
    {
        var licenses = new Dictionary<PackageIdentity, IReadOnlyList<string>>();
        var owners = new Dictionary<string, PackageIdentity>(StringComparer.Ordinal);
        var notes = new List<string>();
        foreach (var (path, content) in tree.Documents.OrderBy(document => document.Key, StringComparer.Ordinal))
        {
            if (ApplicationPackages.IsDepsJson(path))
                Take(path, () => ApplicationPackages.Read(path, content, tree));
        }

        Take("the shared frameworks", () => SharedFrameworks.Read(tree));
        Take("var/lib/dpkg", () => DpkgPackages.Read(tree));
        Take("lib/apk/db", () => ApkDatabase.Read(tree));
        foreach (var (path, content) in tree.Documents.Where(document => Nuspec.IsOne(document.Key)))
            Try(path, () => AddLicense(Nuspec.Read(content)));
        return new PackageSnapshot(licenses, owners, notes);

        void Take(string what, Func<IEnumerable<PackageClaim>> read) => Try(what, () =>
        {
            foreach (var claim in read())
            {
                licenses.TryAdd(claim.Package, claim.Licenses);
                foreach (var path in claim.Paths.Where(tree.HasFile))
                    owners.TryAdd(path, claim.Package);
            }
        });

        void AddLicense((PackageIdentity Package, string License)? found)
        {
            if (found is { } licence && licenses.ContainsKey(licence.Package))
                licenses[licence.Package] = [licence.License];
        }

        // An image may hold anything under these names; what cannot be read tells no packages.
        void Try(string what, Action read)
        {
            try
            {
                read();
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or XmlException)
            {
                notes.Add($"{what} cannot be read: {exception.Message}");
            }
        }
    }
}
