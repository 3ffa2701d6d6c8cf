using ImageBuild.Content;
using ImageBuild.Diagnostics;
using ImageBuild.Layers;
using ImageBuild.Tar;

namespace ImageBuild.Frameworks;

/// <summary>Lays a runtime pack out as the shared framework that <c>hostfxr</c> looks for.</summary>
/// <remarks>
/// The layer depends on the package alone, so every application on the same runtime version shares it:
/// <c>shared/&lt;framework&gt;/&lt;version&gt;</c> and, from Microsoft.NETCore.App, <c>host/fxr/&lt;version&gt;/libhostfxr.so</c>.
/// </remarks>
public static class FrameworkLayer
{
    /// <summary>Where .NET is in the image; DOTNET_ROOT points there.</summary>
    public const string DotnetRoot = "usr/share/dotnet";

    private const int Executable = 0x1ED; // 0755

    /// <summary>The recipe of the framework's layer. Its identity comes from NuGet's hash of the package: no file is read.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.NotARuntimePack"/>.</exception>
    public static LayerRecipe RecipeOf(RuntimePack pack)
    {
        var identity = Digest.Of($"framework v1\n{pack.PackageId.ToLowerInvariant()}\n{pack.Version}\n{pack.ReadContentHash()}\n{DotnetRoot}\n");
        return new LayerRecipe(LayerKind.Framework, $"{pack.Framework} {pack.Version}", identity, _ => Task.FromResult(EntriesOf(pack)));
    }

    private static IReadOnlyList<TarEntry> EntriesOf(RuntimePack pack)
    {
        var shared = $"{DotnetRoot}/shared/{pack.Framework}/{pack.Version}";
        var runtimes = Path.Combine(pack.Folder, "runtimes", pack.RuntimeIdentifier);
        var entries = new List<TarEntry>();
        var native = Path.Combine(runtimes, "native");
        if (Directory.Exists(native))
            entries.AddRange(Directory.EnumerateFiles(native).Select(file => NativeEntry(file, shared, pack.Version)));

        var managed = Path.Combine(runtimes, "lib");
        if (Directory.Exists(managed))
        {
            foreach (var folder in Directory.EnumerateDirectories(managed))
                entries.AddRange(Directory.EnumerateFiles(folder).Select(file => TarEntry.File($"{shared}/{Path.GetFileName(file)}", FileContent.FromFile(file))));
        }

        if (entries.Count == 0)
            throw ErrorCodes.NotARuntimePack.Error($"The runtime pack {pack.PackageId} {pack.Version} holds no files for {pack.RuntimeIdentifier}.");
        if (pack.Framework == RuntimePack.BaseFramework)
            entries.AddRange(Notices(pack));
        return entries;
    }

    /// <summary>
    /// NuGet sets execute bits as the build machine's umask has it, so they say nothing; a native file without an
    /// extension is a program (createdump), the others are libraries.
    /// </summary>
    private static TarEntry NativeEntry(string file, string shared, string version)
    {
        var name = Path.GetFileName(file);
        var folder = name == "libhostfxr.so" ? $"{DotnetRoot}/host/fxr/{version}" : shared;
        var content = FileContent.FromFile(file);
        return Path.HasExtension(name) ? TarEntry.File($"{folder}/{name}", content) : TarEntry.File($"{folder}/{name}", content, Executable);
    }

    private static IEnumerable<TarEntry> Notices(RuntimePack pack) =>
        from file in Directory.EnumerateFiles(pack.Folder)
        let name = Path.GetFileName(file)
        let target = name.Equals("LICENSE.TXT", StringComparison.OrdinalIgnoreCase) ? "LICENSE.txt"
            : name.Equals("THIRD-PARTY-NOTICES.TXT", StringComparison.OrdinalIgnoreCase) ? "ThirdPartyNotices.txt"
            : null
        where target is not null
        select TarEntry.File($"{DotnetRoot}/{target}", FileContent.FromFile(file));
}
