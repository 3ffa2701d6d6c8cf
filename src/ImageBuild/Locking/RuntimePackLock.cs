namespace ImageBuild.Locking;

/// <summary>A runtime pack a framework layer was made from.</summary>
/// <param name="Id">The NuGet package: "Microsoft.NETCore.App.Runtime.linux-x64".</param>
/// <param name="Version">Its version.</param>
/// <param name="RuntimeIdentifier">"linux-x64".</param>
/// <param name="ContentHash">The SHA-512 of the package as NuGet records it, Base64.</param>
public sealed record RuntimePackLock(string Id, string Version, string RuntimeIdentifier, string ContentHash);
