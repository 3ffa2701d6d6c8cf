using System.Text.Json;
using ImageBuild.Tar;

namespace ImageBuild.Publishing;

/// <summary>Recognises published files that are still what NuGet extracted, so that the package's hash can stand for their bytes.</summary>
/// <remarks>docs/decisions/0004-layer-keys.md says why that is enough and what it saves.</remarks>
internal sealed class PackageAssets
{
    private const string MetadataFile = ".nupkg.metadata";

    private readonly Dictionary<string, (string Path, string ContentHash)?> _packages = new(StringComparer.Ordinal);

    /// <summary>
    /// The content of a published file as its package has it; null when it comes from somewhere else or was changed on its way.
    /// </summary>
    /// <param name="published">The file in the publish folder.</param>
    /// <param name="source">The file it was copied from, absolute.</param>
    /// <remarks>
    /// The bytes are taken from the package, not from the copy: a publish folder may hold the file of another version that
    /// happens to have the same length and time, and must not lend it this version's name.
    /// </remarks>
    public FileContent? Find(FileInfo published, string source)
    {
        if (PackageOf(Path.GetDirectoryName(source)) is not { } package)
            return null;
        var original = new FileInfo(source);
        if (!original.Exists || original.Length != published.Length || original.LastWriteTimeUtc != published.LastWriteTimeUtc)
            return null;
        var asset = Path.GetRelativePath(package.Path, source).Replace('\\', '/');
        return new FileContent.OnDisk(source, original.Length) { Identity = $"{package.ContentHash}\n{asset}" };
    }

    /// <summary>The nearest folder above with NuGet's metadata. It is made last, so a package that has it is whole.</summary>
    private (string Path, string ContentHash)? PackageOf(string? folder)
    {
        if (folder is null)
            return null;
        if (!_packages.TryGetValue(folder, out var package))
            _packages[folder] = package = ReadContentHash(folder) is { } hash ? (folder, hash) : PackageOf(Path.GetDirectoryName(folder));
        return package;
    }

    /// <summary>NuGet's hash of the package: base64 of SHA-512, the same wherever it was restored from.</summary>
    private static string? ReadContentHash(string folder)
    {
        try
        {
            var file = Path.Combine(folder, MetadataFile);
            if (!File.Exists(file))
                return null;
            using var metadata = JsonDocument.Parse(File.ReadAllBytes(file));
            return metadata.RootElement.TryGetProperty("contentHash", out var hash) && hash.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return null; // then the content of the files identifies them
        }
    }
}
