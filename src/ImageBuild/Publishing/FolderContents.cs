using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Frameworks;
using ImageBuild.Layers;
using ImageBuild.Tar;

namespace ImageBuild.Publishing;

/// <summary>A folder as the contents of an image: its files and, where there is a .NET application among them, how that is started.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Root">Where its files go in the image, absolute: "/app".</param>
/// <param name="Application">The application; null for a folder of files.</param>
public sealed record FolderContents(string Folder, string Root, FolderApplication? Application)
{
    private const int Executable = 0x1ED; // 0755

    /// <summary>A file below the folder that is about the image and not in it: the lock file; null for none.</summary>
    public string? Excluded { get; init; }

    /// <summary>Looks into a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="root">Where its files go in the image.</param>
    /// <param name="application">Which application of several; null for the only one.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.NothingToBuild"/>, and those of <see cref="FolderApplication.Find"/>.</exception>
    public static FolderContents Open(string folder, string root, string? application)
    {
        if (!Directory.Exists(folder))
            throw ErrorCodes.NothingToBuild.Error($"'{folder}' is no folder.");
        if (!root.StartsWith('/') || ArchivePath.Normalise(root) is not { } path)
            throw ErrorCodes.InvalidWorkingDirectory.Error($"The root '{root}' is not absolute.", "Give --root an absolute path without '..', such as /app.");
        return new FolderContents(Path.GetFullPath(folder), "/" + path, FolderApplication.Find(folder, application));
    }

    /// <summary>Whether the application's executable has to be made: an assembled base has no <c>dotnet</c> command.</summary>
    public bool NeedsAppHost(Platform platform, BaseRequest on) =>
        Application is { IsSelfContained: false } application && on is BaseRequest.Assembled && !application.HasExecutableFor(platform);

    /// <summary>The files of the image of one platform.</summary>
    /// <param name="runtimeIdentifier">The image's; what packages have for others stays out.</param>
    /// <param name="packs">Brings the template of an executable where one is needed.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.NothingToBuild"/>, <see cref="ErrorCodes.InvalidAppHost"/>.</exception>
    public IReadOnlyList<AppFile> FilesFor(string runtimeIdentifier, NeededPacks packs)
    {
        var files = PublishFolder.Read(Folder, Root, Application?.Files ?? [], runtimeIdentifier).Where(file => file.Entry.Path != PathOf(Excluded)).ToList();
        if (files.Count == 0)
            throw ErrorCodes.NothingToBuild.Error($"'{Folder}' holds no files.");
        if (packs.AppHostTemplate is not { } template || Application is not { } application)
            return files;
        var path = $"{Root}/{application.Name}".TrimStart('/');
        var host = FileContent.FromBytes(AppHost.Create(File.ReadAllBytes(template), application.Name + ".dll"));
        return
        [
            .. files.Where(file => file.Entry.Path != path && file.Entry.Path != path + ".exe"),
            new AppFile(TarEntry.File(path, host, Executable), new FileOrigin.App()),
        ];
    }

    /// <summary>The command that starts the application; empty for a folder of files.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.ApplicationDoesNotFit"/>.</exception>
    public IReadOnlyList<string> CommandFor(Platform platform, BaseRequest on)
    {
        if (Application is not { } application)
            return [];
        var program = $"{Root.TrimEnd('/')}/{application.Name}";
        if (application.IsSelfContained)
        {
            return application.HasExecutableFor(platform)
                ? [program]
                : throw ErrorCodes.ApplicationDoesNotFit.Error($"The application {application.Name} was published for {Published(application)}, and the image is for {platform}.");
        }

        return on switch
        {
            BaseRequest.Scratch => throw ErrorCodes.ApplicationDoesNotFit.Error($"The application {application.Name} needs {application.Frameworks[0].Name} {application.Frameworks[0].Version}, and the base is scratch."),
            BaseRequest.Pulled => ["dotnet", program + ".dll"],
            _ => [program],
        };
    }

    private static string Published(FolderApplication application) => application.RuntimeIdentifier.Length > 0 ? application.RuntimeIdentifier : "another platform";

    private string? PathOf(string? file)
    {
        if (file is null || Path.GetRelativePath(Folder, file) is var relative && (relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative)))
            return null;
        return $"{Root}/{Path.GetRelativePath(Folder, file).Replace('\\', '/')}".TrimStart('/');
    }
}
