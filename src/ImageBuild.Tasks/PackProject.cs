using System.Xml.Linq;
using ImageBuild.Frameworks;

namespace ImageBuild.Tasks;

/// <summary>A project whose restore brings packages and does nothing else.</summary>
internal static class PackProject
{
    /// <summary>Properties that keep what the user set for projects of theirs out of it.</summary>
    public static IReadOnlyDictionary<string, string> Isolation { get; } = new Dictionary<string, string>
    {
        ["ImportDirectoryBuildProps"] = "false",
        ["ImportDirectoryBuildTargets"] = "false",
        ["ImportDirectoryPackagesProps"] = "false",
        ["ManagePackageVersionsCentrally"] = "false",
        ["RestorePackagesWithLockFile"] = "false",
    };

    public static XElement Of(string targetFramework, IEnumerable<NuGetPackage> packages) => new(
        "Project",
        new XAttribute("Sdk", "Microsoft.NET.Sdk"),
        new XElement(
            "PropertyGroup",
            new XElement("TargetFramework", targetFramework),
            new XElement("DisableImplicitFrameworkReferences", "true"),
            new XElement("NuGetAudit", "false")),
        new XElement(
            "ItemGroup",
            packages.Select(package => new XElement("PackageDownload", new XAttribute("Include", package.Id), new XAttribute("Version", $"[{package.Version}]")))));
}
