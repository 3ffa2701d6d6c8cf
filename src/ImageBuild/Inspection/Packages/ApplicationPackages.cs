using ImageBuild.Frameworks;

namespace ImageBuild.Inspection.Packages;

/// <summary>The packages and projects of applications, from the <see cref="DepsFile"/> beside each.</summary>
internal static class ApplicationPackages
{
    private const string RuntimePackPrefix = "runtimepack.";

    /// <summary>Whether a path is the deps.json of an application.</summary>
    public static bool IsDepsJson(string path) => path.EndsWith(DepsFile.Suffix, StringComparison.Ordinal) && !SharedFrameworks.IsDepsJson(path);

    /// <exception cref="System.Text.Json.JsonException">A document is not JSON.</exception>
    /// <exception cref="InvalidOperationException">A document has another form.</exception>
    public static IEnumerable<PackageClaim> Read(string path, byte[] json, FileTree tree)
    {
        var folder = path[..(path.LastIndexOf('/') + 1)];
        var application = path[folder.Length..^DepsFile.Suffix.Length];
        return [.. DepsFile.Parse(json).Libraries.Select(library => Claim(library, folder, application, tree)).OfType<PackageClaim>()];
    }

    private static PackageClaim? Claim(DepsLibrary library, string folder, string application, FileTree tree)
    {
        var assets = library.Assets.Select(asset => asset.Places.Select(place => folder + place).FirstOrDefault(tree.HasFile)).OfType<string>().ToList();
        return library.Type switch
        {
            "package" => new PackageClaim(new PackageIdentity(PackageType.NuGet, library.Name, library.Version), WithCompanions(assets)),
            "project" => new PackageClaim(
                new PackageIdentity(PackageType.Project, library.Name, library.Version),
                library.Name == application ? WithCompanions(assets).Concat(OfApplication(folder + application)) : WithCompanions(assets)),
            "runtimepack" => new PackageClaim(new PackageIdentity(PackageType.Framework, Framework(library.Name), library.Version), assets),
            _ => null, // references without a package
        };
    }

    /// <summary>"Microsoft.NETCore.App" for runtimepack.Microsoft.NETCore.App.Runtime.linux-x64.</summary>
    private static string Framework(string name)
    {
        name = name.StartsWith(RuntimePackPrefix, StringComparison.Ordinal) ? name[RuntimePackPrefix.Length..] : name;
        var runtime = name.IndexOf(".Runtime.", StringComparison.Ordinal);
        return runtime < 0 ? name : name[..runtime];
    }

    /// <summary>Symbols and documentation have the name of the assembly they belong to.</summary>
    private static IEnumerable<string> WithCompanions(IEnumerable<string> assets) =>
        assets.SelectMany(asset => asset.EndsWith(".dll", StringComparison.Ordinal) ? [asset, asset[..^4] + ".pdb", asset[..^4] + ".xml"] : (string[])[asset]);

    /// <summary>What the SDK writes beside an application and no deps.json lists.</summary>
    private static IEnumerable<string> OfApplication(string application) =>
        [application, application + DepsFile.Suffix, application + ".runtimeconfig.json", application + ".staticwebassets.endpoints.json"];
}
