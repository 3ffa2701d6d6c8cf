using ImageBuild.Frameworks;
using Microsoft.Build.Framework;

namespace ImageBuild.Tasks;

/// <summary>Has NuGet bring packages, with the feeds, proxies and credentials of the user.</summary>
/// <remarks>
/// Restore does not see the targets of a package, so a PackageDownload item there would be ignored. A generated project is
/// restored instead, and only when a package is not in the package folder yet.
/// </remarks>
internal sealed class PackRestore(IBuildEngine3 engine, ImageTask task)
{
    /// <summary>What concerns the project that is published and would break the restore of another one.</summary>
    private static readonly string[] NotForTheRestore =
    [
        "RuntimeIdentifier", "RuntimeIdentifiers", "TargetFramework", "SelfContained", "PublishDir", "OutputPath", "OutDir", "ArtifactsPath", "UseArtifactsOutput",
        "BaseIntermediateOutputPath", "BaseOutputPath", "IntermediateOutputPath", "PublishProfile", "NoBuild", "NoRestore", "RestoreLockedMode",
        "RestoreUseStaticGraphEvaluation", "CustomAfterMicrosoftCommonTargets", "PublishAot", "PublishSingleFile", "PublishTrimmed", "PublishReadyToRun",
    ];

    /// <summary>Restores the packages. Whether that brought them is for the caller to see; NuGet says in the log why it did not.</summary>
    public void Bring(IReadOnlyList<NuGetPackage> packages)
    {
        var project = Path.Combine(task.PacksFolder, "packs.csproj");
        Directory.CreateDirectory(task.PacksFolder);
        PackProject.Of(task.TargetFramework, packages).Save(project);
        var properties = new Dictionary<string, string>(PackProject.Isolation)
        {
            // Without it MSBuild takes the restore for the one that was done already.
            ["MSBuildRestoreSessionId"] = Guid.NewGuid().ToString(),
            ["RestoreSources"] = task.RestoreSources,
            ["RestoreAdditionalProjectSources"] = task.RestoreAdditionalSources,
            ["RestoreConfigFile"] = task.RestoreConfigFile,
            ["RestorePackagesPath"] = task.RestorePackagesPath,
        };
        engine.BuildProjectFilesInParallel([project], ["Restore"], [properties], [NotForTheRestore], [null], returnTargetOutputs: false);
    }
}
