namespace ImageBuild.Frameworks;

/// <summary>A library that an application uses.</summary>
/// <param name="Name">"Dapper".</param>
/// <param name="Version">"2.1.86"; empty where none is stated.</param>
/// <param name="Type">"package", "project", "runtimepack" or another word of the SDK; empty where none is stated.</param>
/// <param name="Assets">Its files.</param>
public sealed record DepsLibrary(string Name, string Version, string Type, IReadOnlyList<DepsAsset> Assets);
