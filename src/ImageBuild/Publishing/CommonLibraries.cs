using ImageBuild.Elf;

namespace ImageBuild.Publishing;

/// <summary>The libraries that every assembled base has, whatever the distribution: those of libc6, libgcc-s1 and libstdc++6.</summary>
/// <remarks>
/// A file that needs nothing beyond them can be loaded, and to know that no package has to be fetched or unpacked. .NET's own files and most
/// native libraries in NuGet packages are such files, because they are built on old systems on purpose.
/// </remarks>
internal static class CommonLibraries
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libgcc_s.so.1", "libstdc++.so.6",
        "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1", "ld-linux-armhf.so.3",
    };

    /// <summary>The newest symbol versions of debian:12, the oldest of the distributions.</summary>
    private static readonly Dictionary<string, Version> Newest = new(StringComparer.Ordinal)
    {
        ["GLIBC"] = new(2, 36),
        ["GLIBCXX"] = new(3, 4, 30),
        ["CXXABI"] = new(1, 3, 13),
        ["GCC"] = new(12, 0, 0),
    };

    /// <summary>Whether a file needs nothing else.</summary>
    public static bool Suffice(ElfFile file) => file.Needed.All(Names.Contains) && file.NeededVersions.All(need => Names.Contains(need.Library) && IsOld(need.Version));

    /// <summary>"GLIBC_2.34": a name, and a number that counts up. Anything else is looked up properly.</summary>
    private static bool IsOld(string version) =>
        version.LastIndexOf('_') is > 0 and var cut
        && Newest.TryGetValue(version[..cut], out var newest)
        && Version.TryParse(version[(cut + 1)..], out var number)
        && number <= newest;
}
