namespace ImageBuild.Debian;

/// <summary>A package the resolver chose.</summary>
/// <param name="Package">The package.</param>
/// <param name="Reason">Why, for people: "libldap2 needs libsasl2-2 (>= 2.1.28)".</param>
internal sealed record ChosenPackage(BinaryPackage Package, string Reason);
