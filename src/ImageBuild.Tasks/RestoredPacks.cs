using ImageBuild.Frameworks;

namespace ImageBuild.Tasks;

/// <summary>What an image of one platform takes out of NuGet's package folder.</summary>
/// <param name="RuntimePacks">The shared frameworks.</param>
/// <param name="AppHostTemplate">The template of the executable; null where the published one serves.</param>
/// <param name="Packages">The packages that have all this.</param>
internal sealed record RestoredPacks(IReadOnlyList<RuntimePack> RuntimePacks, string? AppHostTemplate, IReadOnlyList<(string Id, string Version)> Packages)
{
    public static RestoredPacks None { get; } = new([], null, []);
}
