namespace ImageBuild.Debian;

/// <summary>The package sources a build uses, and who chose them.</summary>
/// <param name="Origin">For messages: "ContainerPackageSource", "IMAGEBUILD_DEBIAN_SOURCE", "apt configuration", "built-in".</param>
/// <param name="Sources">The sources, most wanted first; each has its suites and components.</param>
public sealed record PackageSourceChoice(string Origin, IReadOnlyList<PackageSource> Sources);
