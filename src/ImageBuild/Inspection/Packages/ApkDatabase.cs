using System.Text;

namespace ImageBuild.Inspection.Packages;

/// <summary>The packages of Alpine's package manager.</summary>
/// <remarks>https://wiki.alpinelinux.org/wiki/Apk_spec: "P:" name, "V:" version, "L:" licence, "F:" a folder, "R:" a file in the folder before it; an empty line ends a package.</remarks>
internal static class ApkDatabase
{
    public static bool IsPart(string path) => path is "lib/apk/db/installed" or "usr/lib/apk/db/installed";

    public static IEnumerable<PackageClaim> Read(FileTree tree) =>
        tree.Documents.Where(file => IsPart(file.Key)).SelectMany(file => Encoding.UTF8.GetString(file.Value).Split("\n\n")).Select(Claim).OfType<PackageClaim>();

    private static PackageClaim? Claim(string record)
    {
        string? name = null, version = null, license = null, folder = null;
        var paths = new List<string>();
        foreach (var line in record.Split('\n').Where(line => line.Length > 2 && line[1] == ':'))
        {
            var value = line[2..];
            switch (line[0])
            {
                case 'P': name = value; break;
                case 'V': version = value; break;
                case 'L': license = value; break;
                case 'F': folder = value; break;
                case 'R': paths.Add($"{folder}/{value}".TrimStart('/')); break;
            }
        }

        return name is null ? null : new PackageClaim(new PackageIdentity(PackageType.Alpine, name, version ?? ""), paths) { Licenses = license is null ? [] : [license] };
    }
}
