using System.Text.Json;

namespace ImageBuild.Inspection.Packages;

/// <summary>The packages and projects of applications, from the NAME.deps.json that the SDK puts beside each.</summary>
/// <remarks>https://github.com/dotnet/sdk/blob/main/documentation/specs/runtime-configuration-file.md</remarks>
internal static class ApplicationPackages
{
    private const string Suffix = ".deps.json";
    private const string RuntimePackPrefix = "runtimepack.";

    /// <summary>Whether a path is the deps.json of an application.</summary>
    public static bool IsDepsJson(string path) => path.EndsWith(Suffix, StringComparison.Ordinal) && !SharedFrameworks.IsDepsJson(path);

    /// <exception cref="JsonException">A document is not JSON.</exception>
    /// <exception cref="InvalidOperationException">A document has another form.</exception>
    public static IEnumerable<PackageClaim> Read(string path, byte[] json, FileTree tree)
    {
        using var document = JsonDocument.Parse(json);
        var folder = path[..(path.LastIndexOf('/') + 1)];
        var application = path[folder.Length..^Suffix.Length];
        var root = document.RootElement;
        if (!TryGetTarget(root, out var target))
            return [];
        var libraries = root.TryGetProperty("libraries", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        return
        [
            .. target.EnumerateObject()
                .Select(library => Claim(library, TypeOf(libraries, library.Name), folder, application, tree))
                .OfType<PackageClaim>(),
        ];
    }

    private static bool TryGetTarget(JsonElement root, out JsonElement target)
    {
        target = default;
        if (!root.TryGetProperty("targets", out var targets) || targets.ValueKind != JsonValueKind.Object)
            return false;
        var name = root.TryGetProperty("runtimeTarget", out var runtime) && runtime.ValueKind == JsonValueKind.Object && runtime.TryGetProperty("name", out var text) ? text.GetString() : null;
        if (name is null || !targets.TryGetProperty(name, out target))
            target = targets.EnumerateObject().LastOrDefault().Value;
        return target.ValueKind == JsonValueKind.Object;
    }

    private static string TypeOf(JsonElement libraries, string key) =>
        libraries.ValueKind == JsonValueKind.Object && libraries.TryGetProperty(key, out var library) && library.TryGetProperty("type", out var type) ? type.GetString() ?? "" : "";

    private static PackageClaim? Claim(JsonProperty library, string type, string folder, string application, FileTree tree)
    {
        var cut = library.Name.IndexOf('/', StringComparison.Ordinal);
        var (name, version) = cut < 0 ? (library.Name, "") : (library.Name[..cut], library.Name[(cut + 1)..]);
        var assets = Assets(library.Value, folder, tree).ToList();
        return type switch
        {
            "package" => new PackageClaim(new PackageIdentity(PackageType.NuGet, name, version), WithCompanions(assets)),
            "project" => new PackageClaim(
                new PackageIdentity(PackageType.Project, name, version),
                name == application ? WithCompanions(assets).Concat(OfApplication(folder + application)) : WithCompanions(assets)),
            "runtimepack" => new PackageClaim(new PackageIdentity(PackageType.Framework, Framework(name), version), assets),
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

    /// <summary>Where publish puts assets: beside the application, resources by culture, native ones of several platforms as in the package.</summary>
    private static IEnumerable<string> Assets(JsonElement library, string folder, FileTree tree)
    {
        foreach (var group in library.EnumerateObject().Where(group => group.Value.ValueKind == JsonValueKind.Object && group.Name is "runtime" or "native" or "resources" or "runtimeTargets"))
        {
            foreach (var asset in group.Value.EnumerateObject())
            {
                var fileName = asset.Name[(asset.Name.LastIndexOf('/') + 1)..];
                var culture = Text(asset.Value, "locale") is { } locale ? $"{locale}/{fileName}" : null;
                var place = new[] { Text(asset.Value, "localPath"), group.Name == "runtimeTargets" ? asset.Name : culture ?? fileName }
                    .OfType<string>().Select(candidate => folder + candidate).FirstOrDefault(tree.HasFile);
                if (place is not null)
                    yield return place;
            }
        }
    }

    /// <summary>Symbols and documentation have the name of the assembly they belong to.</summary>
    private static IEnumerable<string> WithCompanions(IEnumerable<string> assets) =>
        assets.SelectMany(asset => asset.EndsWith(".dll", StringComparison.Ordinal) ? [asset, asset[..^4] + ".pdb", asset[..^4] + ".xml"] : (string[])[asset]);

    /// <summary>What the SDK writes beside an application and no deps.json lists.</summary>
    private static IEnumerable<string> OfApplication(string application) =>
        [application, application + Suffix, application + ".runtimeconfig.json", application + ".staticwebassets.endpoints.json"];

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
