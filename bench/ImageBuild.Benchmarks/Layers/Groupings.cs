using ImageBuild.Layers;

namespace ImageBuild.Benchmarks.Layers;

/// <summary>Which packages belong together.</summary>
internal static class Groupings
{
    /// <summary>Each package is by itself.</summary>
    public static Func<string, string> ByPackage(Service service) => id => id;

    /// <summary>All packages of a family.</summary>
    public static Func<string, string> ByFamily(Service service) => PackageFamily.Of;

    /// <summary>All packages of a vendor: whose ids begin alike.</summary>
    public static Func<string, string> ByVendor(Service service) => id => PackageFamily.Of(id).Split('.')[0];

    /// <summary>A large package is by itself, the others are with their family.</summary>
    /// <param name="large">Bytes from which a package is large.</param>
    public static Grouping ByFamilyUnless(long large) => service =>
    {
        var sizes = service.Files
            .Where(file => file.Origin is FileOrigin.Package)
            .GroupBy(file => ((FileOrigin.Package)file.Origin).Id, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(package => package.Key, package => package.Sum(file => file.Entry.Content?.Size ?? 0), StringComparer.OrdinalIgnoreCase);
        return id => sizes[id] >= large ? id : PackageFamily.Of(id) + ".*";
    };

    /// <summary>A package that only one other of the service needs lies with that one, and so on upwards.</summary>
    public static Func<string, string> ByDependent(Service service)
    {
        var users = service.Needs
            .SelectMany(package => package.Value.Select(need => (Need: need, User: package.Key)))
            .ToLookup(pair => pair.Need, pair => pair.User, StringComparer.OrdinalIgnoreCase);
        return Top;

        string Top(string id) => users[id].ToList() is [var only] && only != service.Name ? Top(only) : id;
    }
}
