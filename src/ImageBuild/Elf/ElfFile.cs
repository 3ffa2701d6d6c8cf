namespace ImageBuild.Elf;

/// <summary>What a native program or library says about itself.</summary>
/// <param name="Machine">The processor it is for.</param>
/// <param name="Needed">The libraries it cannot be loaded without, by name: "libc.so.6" (DT_NEEDED).</param>
/// <param name="NeededVersions">Which versions of their symbols it wants of them: "libc.so.6", "GLIBC_2.34".</param>
/// <param name="Versions">The versions it offers itself: "GLIBC_2.41".</param>
public sealed record ElfFile(
    ElfMachine Machine, IReadOnlyList<string> Needed, IReadOnlyList<NeededVersion> NeededVersions, IReadOnlyList<string> Versions)
{
    /// <summary>Reads a file.</summary>
    /// <param name="file">Seekable; its position changes.</param>
    /// <returns>Null for anything that is no little-endian ELF file, or whose parts do not fit together.</returns>
    public static ElfFile? TryRead(Stream file) => new ElfReader(file).TryRead();
}
