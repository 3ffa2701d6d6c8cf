using System.Text;
using System.Text.RegularExpressions;

namespace ImageBuild.Inspection.Packages;

/// <summary>Shared frameworks of .NET, wherever dotnet is: …/shared/NAME/VERSION/NAME.deps.json.</summary>
internal static partial class SharedFrameworks
{
    private const string BaseFramework = "Microsoft.NETCore.App";

    /// <summary>Whether a path is the deps.json of a shared framework.</summary>
    public static bool IsDepsJson(string path) => DepsJson().IsMatch(path);

    /// <summary>Whether a path can be the licence of a .NET installation.</summary>
    public static bool IsLicense(string path) => path.EndsWith("dotnet/LICENSE.txt", StringComparison.Ordinal);

    public static IEnumerable<PackageClaim> Read(FileTree tree)
    {
        foreach (var match in tree.Documents.Keys.Select(path => DepsJson().Match(path)).Where(match => match.Success).OrderBy(match => match.Value, StringComparer.Ordinal))
        {
            var (root, name, version) = (match.Groups["root"].Value, match.Groups["name"].Value, match.Groups["version"].Value);
            var paths = tree.Below($"{root}shared/{name}/{version}");
            if (name == BaseFramework)
                paths = paths.Concat(tree.Below($"{root}host/fxr/{version}")).Concat([$"{root}dotnet", $"{root}LICENSE.txt", $"{root}ThirdPartyNotices.txt"]);
            yield return new PackageClaim(new PackageIdentity(PackageType.Framework, name, version), paths)
            {
                Licenses = tree.Documents.TryGetValue($"{root}LICENSE.txt", out var text) && Encoding.UTF8.GetString(text).Contains("MIT License", StringComparison.Ordinal) ? ["MIT"] : [],
            };
        }
    }

    [GeneratedRegex(@"\A(?<root>(?:.*/)?)shared/(?<name>[^/]+)/(?<version>[^/]+)/\k<name>\.deps\.json\z", RegexOptions.Singleline)]
    private static partial Regex DepsJson();
}
