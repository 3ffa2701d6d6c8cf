using ImageBuild.Debian;
using ImageBuild.Frameworks;
using ImageBuild.Publishing;
using ImageBuild.Registries;
using Microsoft.Build.Framework;

namespace ImageBuild.Tasks;

/// <summary>From the values about the base to the engine's request.</summary>
internal static class BaseItems
{
    /// <summary>A base image where one is named, else an assembled base.</summary>
    /// <exception cref="Diagnostics.ImageBuildException">The reference of the base image is none.</exception>
    public static BaseRequest ToRequest(
        string baseImage, string distribution, bool invariantGlobalization, ITaskItem[] runtimePacks, string runtimeIdentifier, PackageRequest packages)
    {
        BaseRequest request = baseImage.Length > 0
            ? new BaseRequest.Pulled(ImageReference.Parse(baseImage)) { Globalization = !invariantGlobalization }
            : new BaseRequest.Assembled(
                distribution,
                !invariantGlobalization,
                [.. runtimePacks.Select(pack => new RuntimePack(pack.ItemSpec, pack.GetMetadata("Version"), runtimeIdentifier, pack.GetMetadata("Folder")))]);
        return request with { Packages = packages };
    }
}
