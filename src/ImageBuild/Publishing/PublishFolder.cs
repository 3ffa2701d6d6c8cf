using ImageBuild.Frameworks;
using ImageBuild.Layers;
using ImageBuild.Tar;

namespace ImageBuild.Publishing;

/// <summary>Turns a publish folder into the files of an image.</summary>
/// <remarks>
/// Every file of the folder goes in, so that what a target added after publish is not missing. Files that an earlier
/// publish left there are gone already: the SDK deletes what its previous publish wrote and this one did not.
/// </remarks>
public static class PublishFolder
{
    private const int ReadWrite = 0x1A4; // 0644
    private const int Executable = 0x1ED; // 0755

    /// <summary>Reads the folder.</summary>
    /// <param name="folder">The publish folder.</param>
    /// <param name="root">The folder in the image: "/app".</param>
    /// <param name="known">What the build knows of the files; a file it does not know belongs to the application.</param>
    /// <param name="runtimeIdentifier">The image's; files that are for other platforms stay out. Null keeps them all.</param>
    public static IReadOnlyList<AppFile> Read(string folder, string root, IEnumerable<PublishedFile> known, string? runtimeIdentifier)
    {
        var byPath = new Dictionary<string, PublishedFile>(StringComparer.Ordinal);
        foreach (var file in known)
            byPath[file.RelativePath] = file; // the last one is the one that was copied
        var packages = new PackageAssets();
        var prefix = root.Trim('/');
        prefix = prefix.Length == 0 ? "" : prefix + "/";
        var files = new List<AppFile>();
        foreach (var (info, relativePath) in Enumerate(new DirectoryInfo(folder), ""))
        {
            var file = byPath.GetValueOrDefault(relativePath);
            if (runtimeIdentifier is null || IsUsable(file, runtimeIdentifier))
                files.Add(Describe(info, relativePath, prefix, file, packages));
        }

        return files;
    }

    private static IEnumerable<(FileSystemInfo Info, string RelativePath)> Enumerate(DirectoryInfo folder, string prefix)
    {
        foreach (var info in folder.EnumerateFileSystemInfos())
        {
            if (info is DirectoryInfo directory && directory.LinkTarget is null)
            {
                foreach (var inner in Enumerate(directory, $"{prefix}{info.Name}/"))
                    yield return inner;
            }
            else
            {
                yield return (info, prefix + info.Name);
            }
        }
    }

    /// <summary>A package's file for Windows is of no use on Linux. The build says so; folder names would be a guess.</summary>
    private static bool IsUsable(PublishedFile? file, string runtimeIdentifier) =>
        file is not { RuntimeIdentifier: { Length: > 0 } only } || RuntimeIdentifiers.IsUsable(only, runtimeIdentifier);

    private static AppFile Describe(FileSystemInfo info, string relativePath, string prefix, PublishedFile? file, PackageAssets packages)
    {
        var origin = OriginOf(relativePath, file?.Origin);
        if (info.LinkTarget is { } target)
            return new AppFile(TarEntry.SymbolicLink(prefix + relativePath, target), origin);
        var content = StaticWebAssetEndpoints.IsManifest(relativePath)
            ? FileContent.FromBytes(StaticWebAssetEndpoints.Normalize(File.ReadAllBytes(info.FullName)))
            : Asset((FileInfo)info, origin, file?.Source, packages) ?? FileContent.FromFile(info.FullName);
        var mode = IsExecutable((FileInfo)info, origin) ? Executable : ReadWrite;
        return new AppFile(TarEntry.File(prefix + relativePath, content, mode), origin);
    }

    private static FileContent? Asset(FileInfo file, FileOrigin origin, string? source, PackageAssets packages) =>
        origin is FileOrigin.Package && source is not null ? packages.Find(file, source) : null;

    private static FileOrigin OriginOf(string relativePath, FileOrigin? known)
    {
        if (!relativePath.Contains('/', StringComparison.Ordinal)
            && relativePath.StartsWith("appsettings", StringComparison.OrdinalIgnoreCase)
            && relativePath.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return new FileOrigin.Configuration();
        }

        return known ?? (relativePath.StartsWith("wwwroot/", StringComparison.Ordinal) ? new FileOrigin.StaticWebAsset() : new FileOrigin.App());
    }

    /// <summary>
    /// NuGet sets execute bits by the umask of the machine and Windows has none, so there the content decides; everywhere
    /// else the owner's execute bit that publish gave.
    /// </summary>
    private static bool IsExecutable(FileInfo file, FileOrigin origin) =>
        OperatingSystem.IsWindows() || origin is FileOrigin.Package
            ? IsProgram(file)
            : (file.UnixFileMode & UnixFileMode.UserExecute) != 0;

    /// <summary>A script with "#!", or an ELF file that is not a shared library by name.</summary>
    private static bool IsProgram(FileInfo file)
    {
        Span<byte> start = stackalloc byte[4];
        using var handle = File.OpenHandle(file.FullName);
        var read = RandomAccess.Read(handle, start, fileOffset: 0);
        return start[..read].StartsWith("#!"u8)
            || (start[..read].SequenceEqual("\u007fELF"u8) && !file.Name.Contains(".so", StringComparison.Ordinal));
    }
}
