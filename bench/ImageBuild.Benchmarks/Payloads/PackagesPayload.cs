using ImageBuild.Benchmarks.Publishing;
using ImageBuild.Tar;

namespace ImageBuild.Benchmarks.Payloads;

/// <summary>What the packages of the heavy application leave in its publish folder.</summary>
internal static class PackagesPayload
{
    /// <summary>Publishes the application and packs everything that is not its own.</summary>
    public static async Task<byte[]> TarAsync()
    {
        Console.Error.WriteLine("publishing the heavy application");
        using var folder = new TemporaryFolder(keep: false);
        var project = Project.Copy("Heavy", folder["Heavy"], Contender.Sdk);
        await project.PublishAsync([], []);
        var entries = Directory.EnumerateFiles(project.PublishFolder, "*", SearchOption.AllDirectories)
            .Select(file => (File: file, Path: Path.GetRelativePath(project.PublishFolder, file).Replace('\\', '/')))
            .Where(file => !IsOwn(file.Path))
            .Select(file => TarEntry.File($"app/{file.Path}", FileContent.FromFile(file.File)));
        return RuntimePackPayload.TarOf(EntryTree.Complete(entries));
    }

    private static bool IsOwn(string path) =>
        Path.GetFileNameWithoutExtension(path).Split('.')[0] is "Heavy" or "appsettings" or "web";
}
