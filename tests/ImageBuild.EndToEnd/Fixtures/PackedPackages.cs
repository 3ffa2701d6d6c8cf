using System.Xml.Linq;

namespace ImageBuild.EndToEnd.Fixtures;

/// <summary>What the Pack target made. Its version is new on every pack, so NuGet's shared folder never serves an older one.</summary>
internal static class PackedPackages
{
    /// <summary>The folder with the .nupkg files; a NuGet source.</summary>
    public static string Source { get; } = Path.Combine(Repository.Root, "artifacts", "packages");

    /// <exception cref="InvalidOperationException">Nothing was packed.</exception>
    public static string Version => ReadVersion();

    /// <summary>All packed files.</summary>
    /// <exception cref="InvalidOperationException">Nothing was packed.</exception>
    public static IReadOnlyList<string> Files => Directory.GetFiles(Source, $"*.{Version}.nupkg");

    private static string ReadVersion()
    {
        var file = Path.Combine(Source, "version.props");
        if (!File.Exists(file))
            throw new InvalidOperationException($"'{file}' does not exist: run ./build.sh --target=Pack before these tests.");
        return XDocument.Load(file).Descendants("ImageBuildVersion").Single().Value;
    }
}
