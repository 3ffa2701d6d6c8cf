using System.Text.Json;

namespace ImageBuild.Frameworks;

/// <summary>The NAME.deps.json that the SDK puts beside an application: which libraries it uses and which files they have.</summary>
/// <remarks>https://github.com/dotnet/sdk/blob/main/documentation/specs/runtime-configuration-file.md</remarks>
public sealed class DepsFile
{
    /// <summary>How the names of such files end.</summary>
    public const string Suffix = ".deps.json";

    private DepsFile(IReadOnlyList<DepsLibrary> libraries, string runtimeIdentifier) => (Libraries, RuntimeIdentifier) = (libraries, runtimeIdentifier);

    /// <summary>In the order of the document.</summary>
    public IReadOnlyList<DepsLibrary> Libraries { get; }

    /// <summary>The platform the application was built for; empty for a portable one.</summary>
    public string RuntimeIdentifier { get; }

    /// <summary>Reads a document, which anybody may have written.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="InvalidOperationException">It has another form.</exception>
    public static DepsFile Parse(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (!TryGetTarget(root, out var name, out var target))
            return new DepsFile([], "");
        var libraries = root.TryGetProperty("libraries", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        return new DepsFile(
            [.. target.EnumerateObject().Select(library => Library(library, TypeOf(libraries, library.Name)))],
            name.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? name[(slash + 1)..] : "");
    }

    private static bool TryGetTarget(JsonElement root, out string name, out JsonElement target)
    {
        (name, target) = ("", default);
        if (!root.TryGetProperty("targets", out var targets) || targets.ValueKind != JsonValueKind.Object)
            return false;
        name = root.TryGetProperty("runtimeTarget", out var runtime) ? Text(runtime, "name") ?? "" : "";
        if (!targets.TryGetProperty(name, out target))
            target = targets.EnumerateObject().LastOrDefault().Value;
        return target.ValueKind == JsonValueKind.Object;
    }

    private static string TypeOf(JsonElement libraries, string key) =>
        libraries.ValueKind == JsonValueKind.Object && libraries.TryGetProperty(key, out var library) && library.TryGetProperty("type", out var type) ? type.GetString() ?? "" : "";

    private static DepsLibrary Library(JsonProperty library, string type)
    {
        var cut = library.Name.IndexOf('/', StringComparison.Ordinal);
        var (name, version) = cut < 0 ? (library.Name, "") : (library.Name[..cut], library.Name[(cut + 1)..]);
        return new DepsLibrary(name, version, type, [.. Assets(library.Value)]);
    }

    /// <summary>Publish puts assets beside the application, resources by culture, native ones of several platforms as in the package.</summary>
    private static IEnumerable<DepsAsset> Assets(JsonElement library)
    {
        foreach (var group in library.EnumerateObject().Where(group => group.Value.ValueKind == JsonValueKind.Object && group.Name is "runtime" or "native" or "resources" or "runtimeTargets"))
        {
            foreach (var asset in group.Value.EnumerateObject())
            {
                var fileName = asset.Name[(asset.Name.LastIndexOf('/') + 1)..];
                var culture = Text(asset.Value, "locale") is { } locale ? $"{locale}/{fileName}" : null;
                string?[] places = [Text(asset.Value, "localPath"), group.Name == "runtimeTargets" ? asset.Name : culture ?? fileName];
                yield return new DepsAsset([.. places.OfType<string>()], Text(asset.Value, "rid") ?? "");
            }
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
