using System.Text.Json;
using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Elf;
using ImageBuild.Frameworks;
using ImageBuild.Layers;

namespace ImageBuild.Publishing;

/// <summary>A published .NET application, found in a folder without the project it comes from.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Name">The name of its assembly without ".dll".</param>
/// <param name="TargetFramework">"net10.0".</param>
/// <param name="Frameworks">The shared frameworks it needs; none where it brings its runtime along.</param>
/// <param name="Globalization">Whether it expects culture data (ICU).</param>
/// <param name="RuntimeIdentifier">The platform it was published for; empty for a portable one.</param>
/// <param name="Files">What its deps.json says of the files.</param>
public sealed record FolderApplication(
    string Folder, string Name, string TargetFramework, IReadOnlyList<FrameworkRequirement> Frameworks, bool Globalization, string RuntimeIdentifier, IReadOnlyList<PublishedFile> Files)
{
    private const string RuntimeConfig = ".runtimeconfig.json";

    /// <summary>Whether it brings its runtime along.</summary>
    public bool IsSelfContained => Frameworks.Count == 0;

    /// <summary>Finds the application of a folder by its runtimeconfig.json.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">Which of several; null for the only one.</param>
    /// <returns>Null where there is none: then the folder holds files and nothing else.</returns>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.SeveralApplications"/>, <see cref="ErrorCodes.InvalidRuntimeConfig"/>.</exception>
    public static FolderApplication? Find(string folder, string? name)
    {
        var names = Directory.GetFiles(folder, "*" + RuntimeConfig).Select(file => Path.GetFileName(file)[..^RuntimeConfig.Length]).Order(StringComparer.Ordinal).ToList();
        if (name is null && names.Count > 1)
            throw ErrorCodes.SeveralApplications.Error($"'{folder}' holds the applications {string.Join(", ", names)}.");
        if (name is not null && !names.Contains(name))
            throw ErrorCodes.SeveralApplications.Error($"'{folder}' holds no application '{name}'{(names.Count == 0 ? "" : $", but {string.Join(", ", names)}")}.");
        return names.Count == 0 ? null : Read(folder, name ?? names[0]);
    }

    /// <summary>Whether the executable in the folder is one for the platform.</summary>
    public bool HasExecutableFor(Platform platform)
    {
        var file = Path.Combine(Folder, Name);
        if (!File.Exists(file))
            return false;
        using var stream = File.OpenRead(file);
        return (ElfFile.TryRead(stream)?.Machine, platform.Architecture) is (ElfMachine.Amd64, "amd64") or (ElfMachine.Arm64, "arm64") or (ElfMachine.Arm, "arm");
    }

    private static FolderApplication Read(string folder, string name)
    {
        var config = Path.Combine(folder, name + RuntimeConfig);
        var frameworks = FrameworkRequirement.Read(config);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(config));
            var options = document.RootElement.GetProperty("runtimeOptions");
            var deps = Path.Combine(folder, name + DepsFile.Suffix);
            var known = File.Exists(deps) ? DepsFile.Parse(File.ReadAllBytes(deps)) : null;
            return new FolderApplication(
                folder,
                name,
                options.TryGetProperty("tfm", out var tfm) ? tfm.GetString()! : "",
                frameworks,
                !IsInvariant(options),
                known?.RuntimeIdentifier ?? "",
                known is null ? [] : [.. known.Libraries.Where(library => library.Name != name).SelectMany(library => FilesOf(library, folder))]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            throw ErrorCodes.InvalidRuntimeConfig.Error($"What '{folder}' says of the application {name} cannot be read: {exception.Message}", inner: exception);
        }
    }

    private static bool IsInvariant(JsonElement options) =>
        options.TryGetProperty("configProperties", out var properties)
        && properties.TryGetProperty("System.Globalization.Invariant", out var invariant)
        && invariant.ValueKind == JsonValueKind.True;

    private static IEnumerable<PublishedFile> FilesOf(DepsLibrary library, string folder)
    {
        FileOrigin? origin = library.Type switch
        {
            "package" => new FileOrigin.Package(library.Name, library.Version),
            "runtimepack" => new FileOrigin.Package(library.Name.Replace("runtimepack.", "", StringComparison.Ordinal), library.Version),
            "project" => new FileOrigin.Project(),
            _ => null,
        };
        if (origin is null)
            return [];
        var assets = library.Assets.Select(asset => (Place: asset.Places.FirstOrDefault(place => File.Exists(Path.Combine(folder, place))), asset.RuntimeIdentifier)).Where(asset => asset.Place is not null);
        return origin is FileOrigin.Project
            ? assets.SelectMany(asset => new[] { asset.Place!, Path.ChangeExtension(asset.Place!, ".pdb") }).Select(place => new PublishedFile(place, origin))
            : assets.Select(asset => new PublishedFile(asset.Place!, origin, RuntimeIdentifier: asset.RuntimeIdentifier));
    }
}
