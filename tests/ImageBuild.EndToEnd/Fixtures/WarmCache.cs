namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>A cache for tests that are about something else: the base system is fetched and compressed once a run.</summary>
internal static class WarmCache
{
    /// <summary>Empty at the first call of a run; removed with the other results of the build.</summary>
    public static string Path { get; } = Empty();

    private static string Empty()
    {
        var path = System.IO.Path.Combine(Repository.Root, "artifacts", "test-cache");
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        return path;
    }
}
