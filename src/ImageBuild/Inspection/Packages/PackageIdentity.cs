namespace ImageBuild.Inspection.Packages;

/// <summary>A package and its version.</summary>
/// <param name="Type">Where it comes from.</param>
/// <param name="Name">NuGet's id, or the name in the distribution.</param>
/// <param name="Version">As its own world writes versions.</param>
public sealed record PackageIdentity(PackageType Type, string Name, string Version)
{
    /// <summary>"Serilog 4.2.0".</summary>
    public override string ToString() => Version.Length == 0 ? Name : $"{Name} {Version}";
}
