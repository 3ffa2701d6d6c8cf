namespace ImageBuild.Elf;

/// <summary>A version of a library's symbols that a file was linked against.</summary>
/// <param name="Library">"libc.so.6".</param>
/// <param name="Version">"GLIBC_2.34".</param>
public sealed record NeededVersion(string Library, string Version);
