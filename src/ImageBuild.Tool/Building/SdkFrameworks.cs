using System.Text.Json;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Frameworks;
using ImageBuild.Locking;
using ImageBuild.Publishing;
using ImageBuild.Tasks;

namespace ImageBuild.Tool.Building;

/// <summary>Runtime packs for an application without a project, brought by the SDK and NuGet as a publish has them brought.</summary>
internal sealed class SdkFrameworks(FolderContents contents, ConsoleLog log)
{
    /// <summary>The packs for each platform.</summary>
    /// <param name="platforms">By runtime identifier.</param>
    /// <param name="on">What the image stands on.</param>
    /// <param name="lockFile">The versions in it count.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.RuntimePackNotRestored"/>.</exception>
    public async Task<IReadOnlyDictionary<string, NeededPacks>> FindAsync(
        IReadOnlyList<string> platforms, BaseRequest on, string lockFile, CancellationToken cancellationToken)
    {
        if (on is not BaseRequest.Assembled || contents.Application is not { IsSelfContained: false } application)
            return platforms.ToDictionary(platform => platform, _ => NeededPacks.None);

        var folder = Directory.CreateTempSubdirectory("imagebuild-");
        try
        {
            var sdk = await AskAsync(folder.FullName, application, [], cancellationToken).ConfigureAwait(false);
            var imageLock = ImageLockFile.Read(lockFile) ?? ImageLock.Empty;
            var needed = platforms.ToDictionary(platform => platform, platform => NeededPacks.For(
                application.Frameworks,
                platform,
                new RuntimePackTable(sdk.Packs),
                imageLock.GetRuntimePacks(Platform.FromRuntimeIdentifier(platform)).ToDictionary(pack => pack.Id, pack => pack.Version),
                contents.NeedsAppHost(Platform.FromRuntimeIdentifier(platform), on) ? sdk.AppHostVersion : null,
                sdk.PackagesFolder));
            if (Missing(needed, sdk) is { Count: > 0 } missing)
                await AskAsync(folder.FullName, application, missing, cancellationToken).ConfigureAwait(false);
            return Missing(needed, sdk) is { Count: > 0 } absent
                ? throw ErrorCodes.RuntimePackNotRestored.Error($"NuGet could not bring {string.Join(", ", absent.Select(package => $"{package.Id} {package.Version}"))}.")
                : needed;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<NuGetPackage> Missing(Dictionary<string, NeededPacks> needed, SdkAnswer sdk) =>
        [.. needed.Values.SelectMany(packs => packs.Missing(sdk.PackagesFolder)).Distinct()];

    /// <summary>Restores a project that asks for packages, with the NuGet configuration of the current folder, and reads what the SDK knows.</summary>
    private async Task<SdkAnswer> AskAsync(string folder, FolderApplication application, IReadOnlyList<NuGetPackage> packages, CancellationToken cancellationToken)
    {
        var project = Path.Combine(folder, "packs.csproj");
        PackProject.Of(application.TargetFramework, packages).Save(project);
        var answer = Path.Combine(folder, "answer.json");
        string[] arguments =
        [
            "msbuild", project, "-t:Restore", "-nologo", "-verbosity:quiet",
            .. PackProject.Isolation.Select(property => $"-p:{property.Key}={property.Value}"),
            $"-p:RestoreRootConfigDirectory={Environment.CurrentDirectory}",
            "-getItem:KnownFrameworkReference", "-getItem:KnownAppHostPack", $"-getResultOutputFile:{answer}",
        ];
        var exitCode = await DotNetProcess.RunAsync(arguments, log.Pass, cancellationToken).ConfigureAwait(false);
        var assets = Path.Combine(folder, "obj", "project.assets.json");
        if (exitCode != 0 || !File.Exists(answer) || !File.Exists(assets))
            throw ErrorCodes.RuntimePackNotRestored.Error($"The .NET SDK could not bring the runtime of {application.Name}, which targets {application.TargetFramework}.");
        using var known = JsonDocument.Parse(await File.ReadAllBytesAsync(answer, cancellationToken).ConfigureAwait(false));
        using var restored = JsonDocument.Parse(await File.ReadAllBytesAsync(assets, cancellationToken).ConfigureAwait(false));
        return SdkAnswer.Read(known.RootElement, restored.RootElement, application.TargetFramework);
    }
}
