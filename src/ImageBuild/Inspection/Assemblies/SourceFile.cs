namespace ImageBuild.Inspection.Assemblies;

/// <summary>A source file as symbols name it.</summary>
/// <param name="Path">The path on the build machine, or what PathMap made of it.</param>
/// <param name="Checksum">The checksum of its text in hexadecimal; empty where the compiler wrote none.</param>
public sealed record SourceFile(string Path, string Checksum);
