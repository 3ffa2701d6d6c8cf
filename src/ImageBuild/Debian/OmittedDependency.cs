namespace ImageBuild.Debian;

/// <summary>A dependency that is not followed.</summary>
/// <param name="Package">The package that declares it; null for every package.</param>
/// <param name="Dependency">The package it names.</param>
/// <param name="Reason">Why nothing is lost.</param>
internal sealed record OmittedDependency(string? Package, string Dependency, string Reason)
{
    /// <summary>The whole table. docs/base-os.md shows it; a test compares the two.</summary>
    /// <remarks>Raise <see cref="BaseOsResolver.RulesVersion"/> with every change.</remarks>
    public static IReadOnlyList<OmittedDependency> All { get; } =
    [
        new(null, "debconf", "Asks questions while a package is installed; nothing is installed here, scripts never run."),
        new(null, "debconf-2.0", "As debconf."),
        new(null, "dpkg", "Programs such as dpkg-trigger that installation scripts call; scripts never run."),
        new(null, "adduser", "Its installation script makes accounts with it; accounts that are stated as data are made here, others are named in a warning."),
        new(null, "init-system-helpers", "Its installation script starts services with it; nothing is started here."),
        new(null, "install-info", "Its installation script lists its documentation with it."),
        new(null, "sensible-utils", "Its installation script calls it."),
        new(null, "ucf", "Its installation script asks about changed configuration files with it; there are none."),
        new("base-files", "awk", "Its installation script uses awk; the script never runs."),
        new("ca-certificates", "openssl", "Only update-ca-certificates calls it; the bundle is written while the layer is assembled."),
        new("libssl3t64", "openssl-provider-legacy", "Algorithms such as MD4 and RC4, which .NET does not use; add the package if a library of yours does."),
    ];

    /// <summary>Whether a dependency is left out. One omitted alternative is enough: it is the one dpkg would have satisfied.</summary>
    public static bool Covers(string package, IReadOnlyList<PackageRelation> alternatives) =>
        alternatives.Any(alternative => All.Any(omitted =>
            omitted.Dependency == alternative.Name && (omitted.Package is null || omitted.Package == package)));
}
