using System.Text.Json;
using ImageBuild.Diagnostics;
using ImageBuild.Frameworks;

namespace ImageBuild.Tool.Building;

/// <summary>What the SDK knows of packs for a target framework.</summary>
/// <param name="PackagesFolder">NuGet's package folder.</param>
/// <param name="Packs">The runtime packs.</param>
/// <param name="AppHostVersion">The version of the packs with templates of executables.</param>
internal sealed record SdkAnswer(string PackagesFolder, IReadOnlyList<KnownRuntimePack> Packs, string AppHostVersion)
{
    /// <summary>Reads what the SDK and NuGet wrote.</summary>
    /// <param name="known">Of <c>dotnet msbuild -getItem</c>.</param>
    /// <param name="assets">The project.assets.json of a restore.</param>
    /// <param name="targetFramework">"net10.0".</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.RuntimePackNotRestored"/>: the SDK does not know the target framework.</exception>
    public static SdkAnswer Read(JsonElement known, JsonElement assets, string targetFramework)
    {
        var items = known.GetProperty("Items");
        return new SdkAnswer(
            assets.GetProperty("project").GetProperty("restore").GetProperty("packagesPath").GetString()!,
            [.. Of("KnownFrameworkReference").Select(item => new KnownRuntimePack(
                Text(item, "Identity"),
                Text(item, "LatestRuntimeFrameworkVersion"),
                Text(item, "RuntimePackNamePatterns").Split(';')[0],
                Text(item, "RuntimePackRuntimeIdentifiers").Split(';')))],
            Of("KnownAppHostPack").Select(item => Text(item, "AppHostPackVersion")).FirstOrDefault(version => version.Length > 0)
                ?? throw ErrorCodes.RuntimePackNotRestored.Error($"The SDK knows no packs for {targetFramework}."));

        IEnumerable<JsonElement> Of(string name) => items.GetProperty(name).EnumerateArray().Where(item => Text(item, "TargetFramework") == targetFramework);
    }

    private static string Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
