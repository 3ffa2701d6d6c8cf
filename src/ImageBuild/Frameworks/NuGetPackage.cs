namespace ImageBuild.Frameworks;

/// <summary>A version of a package.</summary>
/// <param name="Id">"Microsoft.NETCore.App.Runtime.linux-x64".</param>
/// <param name="Version">"10.0.1".</param>
public sealed record NuGetPackage(string Id, string Version);
