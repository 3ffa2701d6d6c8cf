namespace ImageBuild.Debian;

/// <summary>A package of the default set.</summary>
/// <param name="Name">The package.</param>
/// <param name="Reason">Why a .NET application needs it.</param>
internal sealed record BasePackage(string Name, string Reason);
