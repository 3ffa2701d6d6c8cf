using ImageBuild.Debian;
using Microsoft.Build.Framework;

namespace ImageBuild.Tasks;

/// <summary>From the items about OS packages to the engine's request.</summary>
internal static class PackageItems
{
    /// <summary>Reads key files, too, relative to the project.</summary>
    /// <exception cref="Diagnostics.ImageBuildException">An item cannot be understood.</exception>
    public static PackageRequest ToRequest(ITaskItem[] packages, ITaskItem[] sources, ITaskItem[] keys, string projectDirectory) => new()
    {
        Packages = [.. packages.Select(item => new WantedPackage(item.ItemSpec, item.GetMetadata("Version") is { Length: > 0 } version ? version : null)
        {
            KeepSetuid = bool.TryParse(item.GetMetadata("KeepSetuid"), out var keep) && keep,
        })],
        Sources = [.. sources.Select(item => PackageSource.Parse(
            item.ItemSpec, item.GetMetadata("Suites"), item.GetMetadata("Components"), FullPaths(item.GetMetadata("SignedBy"), projectDirectory), item.GetMetadata("Snapshot")))],
        Keys = keys.Length == 0 ? null : keys.Select(item => ArchiveKeyring.LoadFile(Path.GetFullPath(item.ItemSpec, projectDirectory))).Aggregate((all, next) => all.With(next)),
    };

    private static string FullPaths(string paths, string folder) =>
        string.Join(';', paths.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(path => Path.GetFullPath(path, folder)));
}
