using System.Text.Json;
using ImageBuild.Diagnostics;

namespace ImageBuild.Frameworks;

/// <summary>A NuGet package that holds a shared framework for one runtime identifier, restored to a folder.</summary>
/// <param name="PackageId">"Microsoft.NETCore.App.Runtime.linux-x64".</param>
/// <param name="Version">"10.0.12".</param>
/// <param name="RuntimeIdentifier">"linux-x64".</param>
/// <param name="Folder">Where NuGet put it.</param>
public sealed record RuntimePack(string PackageId, string Version, string RuntimeIdentifier, string Folder)
{
    /// <summary>The framework that every other one builds on.</summary>
    public const string BaseFramework = "Microsoft.NETCore.App";

    /// <summary>The name of the framework: the package's without ".Runtime." and the runtime identifier.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.NotARuntimePack"/>.</exception>
    public string Framework
    {
        get
        {
            var suffix = $".Runtime.{RuntimeIdentifier}";
            return PackageId.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
                ? PackageId[..^suffix.Length]
                : throw ErrorCodes.NotARuntimePack.Error($"The package {PackageId} is not a runtime pack for {RuntimeIdentifier}.");
        }
    }

    /// <summary>NuGet's hash of the package, base64 of SHA-512, as it stands in the metadata beside the extracted files.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.NotARuntimePack"/>.</exception>
    public string ReadContentHash()
    {
        var path = Path.Combine(Folder, ".nupkg.metadata");
        try
        {
            using var metadata = JsonDocument.Parse(File.ReadAllBytes(path));
            if (metadata.RootElement.TryGetProperty("contentHash", out var hash) && hash.GetString() is { Length: > 0 } text)
                return text;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            throw ErrorCodes.NotARuntimePack.Error($"The runtime pack {PackageId} {Version} is not whole: {exception.Message}", inner: exception);
        }

        throw ErrorCodes.NotARuntimePack.Error($"The runtime pack {PackageId} {Version} has no content hash in '{path}'.");
    }
}
