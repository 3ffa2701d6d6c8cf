using ImageBuild.Diagnostics;

namespace ImageBuild.Frameworks;

/// <summary>What the SDK knows of a framework's runtime packs.</summary>
/// <param name="Framework">"Microsoft.NETCore.App".</param>
/// <param name="LatestVersion">The newest version this SDK knows: "10.0.12".</param>
/// <param name="NamePattern">"Microsoft.NETCore.App.Runtime.**RID**".</param>
/// <param name="RuntimeIdentifiers">The runtime identifiers there are packs for.</param>
public sealed record KnownRuntimePack(string Framework, string LatestVersion, string NamePattern, IReadOnlyList<string> RuntimeIdentifiers);

/// <summary>Chooses runtime packs for what an application needs.</summary>
public sealed class RuntimePackTable(IReadOnlyList<KnownRuntimePack> known)
{
    /// <summary>The package to take.</summary>
    /// <param name="requirement">What the application needs.</param>
    /// <param name="runtimeIdentifier">The image's.</param>
    /// <param name="locked">Versions a lock file holds, by package.</param>
    /// <returns>The locked version where there is one, else the newest the SDK knows, never less than what is required.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.RuntimePackNotRestored"/>.</exception>
    public NuGetPackage Resolve(
        FrameworkRequirement requirement, string runtimeIdentifier, IReadOnlyDictionary<string, string> locked)
    {
        var pack = known.FirstOrDefault(candidate => candidate.Framework == requirement.Name)
            ?? throw ErrorCodes.RuntimePackNotRestored.Error($"The SDK knows no runtime pack for {requirement.Name} {requirement.Version}.");
        if (!pack.RuntimeIdentifiers.Contains(runtimeIdentifier))
            throw ErrorCodes.UnsupportedRuntimeIdentifier.Error($"There is no runtime pack of {requirement.Name} for '{runtimeIdentifier}'.");
        var packageId = pack.NamePattern.Replace("**RID**", runtimeIdentifier, StringComparison.Ordinal);
        var latest = Later(pack.LatestVersion, requirement.Version);
        return new NuGetPackage(packageId, locked.TryGetValue(packageId, out var version) && Serves(version, requirement.Version) ? version : latest);
    }

    /// <summary>A lock from before a change of the target framework holds another release band.</summary>
    private static bool Serves(string locked, string required) =>
        Version.TryParse(locked, out var have) && Version.TryParse(required, out var need)
        && have >= need && (have.Major, have.Minor) == (need.Major, need.Minor);

    private static string Later(string left, string right) =>
        Version.TryParse(left, out var first) && Version.TryParse(right, out var second) && second > first ? right : left;
}
