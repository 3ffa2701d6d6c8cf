using System.Text;
using ImageBuild.Frameworks;

namespace ImageBuild.Inspection.Packages;

/// <summary>Shared frameworks of .NET, wherever dotnet is: …/shared/NAME/VERSION/NAME.deps.json.</summary>
internal static class SharedFrameworks
{
    private const string BaseFramework = "Microsoft.NETCore.App";

    /// <summary>Whether a path is the deps.json of a shared framework.</summary>
    public static bool IsDepsJson(string path) => Parse(path) is not null;

    /// <summary>Whether a path can be the licence of a .NET installation.</summary>
    public static bool IsLicense(string path) => path.EndsWith("dotnet/LICENSE.txt", StringComparison.Ordinal);

    public static IEnumerable<PackageClaim> Read(FileTree tree)
    {
        foreach (var (root, name, version) in tree.Documents.Keys.Order(StringComparer.Ordinal).Select(Parse).OfType<(string, string, string)>())
        {
            var paths = tree.Below($"{root}shared/{name}/{version}");
            if (name == BaseFramework)
                paths = paths.Concat(tree.Below($"{root}host/fxr/{version}")).Concat([$"{root}dotnet", $"{root}LICENSE.txt", $"{root}ThirdPartyNotices.txt"]);
            yield return new PackageClaim(new PackageIdentity(PackageType.Framework, name, version), paths)
            {
                Licenses = tree.Documents.TryGetValue($"{root}LICENSE.txt", out var text) && Encoding.UTF8.GetString(text).Contains("MIT License", StringComparison.Ordinal) ? ["MIT"] : [],
            };
        }
    }

    /// <summary>Takes "ROOT/shared/NAME/VERSION/NAME.deps.json" apart; the root ends with a slash or is empty.</summary>
    private static (string Root, string Name, string Version)? Parse(string path)
    {
        if (!path.EndsWith(DepsFile.Suffix, StringComparison.Ordinal))
            return null;
        return path.Split('/') is [.. var root, "shared", var name, var version, var file] && file == name + DepsFile.Suffix
            ? (string.Concat(root.Select(part => part + "/")), name, version)
            : null;
    }
}
