namespace ImageBuild.Frameworks;

/// <summary>What an image of one platform takes out of NuGet's package folder.</summary>
/// <param name="RuntimePacks">The shared frameworks.</param>
/// <param name="AppHostTemplate">The template of the executable; null where the published one serves.</param>
/// <param name="Packages">The packages that have all this.</param>
public sealed record NeededPacks(IReadOnlyList<RuntimePack> RuntimePacks, string? AppHostTemplate, IReadOnlyList<NuGetPackage> Packages)
{
    private const string AppHostPackage = "Microsoft.NETCore.App.Host.";

    /// <summary>Nothing: a base image or the application itself brings the runtime.</summary>
    public static NeededPacks None { get; } = new([], null, []);

    /// <summary>Chooses the packs. Whether they are in the folder is for the caller to see.</summary>
    /// <param name="required">The frameworks the application says it needs.</param>
    /// <param name="runtimeIdentifier">The image's.</param>
    /// <param name="known">What the SDK knows.</param>
    /// <param name="locked">Versions a lock file holds, by package.</param>
    /// <param name="appHostVersion">The version of the pack with the template of an executable; null where none is needed.</param>
    /// <param name="folder">NuGet's package folder.</param>
    /// <exception cref="Diagnostics.ImageBuildException">The SDK knows no such pack.</exception>
    public static NeededPacks For(
        IEnumerable<FrameworkRequirement> required, string runtimeIdentifier, RuntimePackTable known, IReadOnlyDictionary<string, string> locked, string? appHostVersion, string folder)
    {
        List<NuGetPackage> packages = [.. required.Select(requirement => known.Resolve(requirement, runtimeIdentifier, locked))];
        List<RuntimePack> runtimePacks = [.. packages.Select(package => new RuntimePack(package.Id, package.Version, runtimeIdentifier, FolderOf(package, folder)))];
        if (appHostVersion is null)
            return new NeededPacks(runtimePacks, null, packages);
        var host = new NuGetPackage(AppHostPackage + runtimeIdentifier, appHostVersion);
        return new NeededPacks(runtimePacks, Path.Combine(FolderOf(host, folder), "runtimes", runtimeIdentifier, "native", "apphost"), [.. packages, host]);
    }

    /// <summary>Which packages are not in the folder. NuGet writes the metadata last, so a package that has it is whole.</summary>
    public IEnumerable<NuGetPackage> Missing(string folder) => Packages.Where(package => !File.Exists(Path.Combine(FolderOf(package, folder), ".nupkg.metadata")));

    private static string FolderOf(NuGetPackage package, string folder) => Path.Combine(folder, package.Id.ToLowerInvariant(), package.Version.ToLowerInvariant());
}
