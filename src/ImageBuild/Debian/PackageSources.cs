using ImageBuild.Diagnostics;

namespace ImageBuild.Debian;

/// <summary>Decides where packages come from: what the user names, the environment, the machine's apt, a public mirror.</summary>
public static class PackageSources
{
    /// <summary>
    /// Takes the distribution's suites from the first of the four places that has them. Sources the user names for other
    /// suites, such as a company's own repository, come in addition.
    /// </summary>
    /// <param name="distribution">Which suites are needed.</param>
    /// <param name="architecture">Debian's name: "amd64". Ubuntu has some architectures at other addresses.</param>
    /// <param name="named">What the user named for this build.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    /// <param name="aptFolder">Where apt keeps its configuration ("/etc/apt"); null or absent for a machine without apt.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidPackageSource"/>: the user or the environment names no address.</exception>
    public static PackageSourceChoice Choose(
        Distribution distribution, string architecture, IReadOnlyList<PackageSource> named, Func<string, string?> environment, string? aptFolder)
    {
        var vendor = distribution.Maker;
        var own = named.SelectMany(source => Complete(distribution, architecture, source)).ToList();
        if (own.Exists(source => source.Suites.Contains(distribution.Codename)))
            return new("ContainerPackageSource", own);

        var snapshots = environment(vendor.SnapshotVariable) is { } set ? PackageSource.ParseSnapshots(set) : null;
        var addresses = environment(vendor.SourceVariable)?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (addresses.Length > 0)
        {
            var mirrors = addresses.Select(PackageSource.ParseUri).Select(uri => AptMirror.FromAddress(uri, vendor, architecture));
            return new(vendor.SourceVariable, [.. Standard(distribution, architecture, [.. mirrors], snapshots ?? []), .. own]);
        }

        var found = aptFolder is null ? [] : AptConfiguration.Mirrors(aptFolder, vendor, architecture);
        return found.Any(mirror => mirror.HasMain)
            ? new("apt configuration", [.. Standard(distribution, architecture, found, snapshots ?? vendor.PublicSnapshots), .. own])
            : new("built-in", [.. Standard(distribution, architecture, vendor.PublicMirrors(architecture), snapshots ?? vendor.PublicSnapshots), .. own]);
    }

    private static IEnumerable<PackageSource> Complete(Distribution distribution, string architecture, PackageSource source)
    {
        var components = source.Components.Count > 0 ? source.Components : distribution.Maker.Components;
        return source.Suites.Count > 0
            ? [source with { Components = components }]
            : Standard(distribution, architecture, [AptMirror.FromAddress(source.Uri, distribution.Maker, architecture)], source.Snapshots)
                .Select(standard => standard with { Components = components, SignedBy = source.SignedBy });
    }

    /// <summary>Spreads the distribution's suites over the mirrors.</summary>
    /// <remarks>
    /// Where no mirror is known to have security updates, the usual neighbour of ".../debian" is tried, ".../debian-security",
    /// and any other address is expected to hold everything; a suite that turns out to be missing there is a warning.
    /// </remarks>
    private static List<PackageSource> Standard(
        Distribution distribution, string architecture, IReadOnlyList<AptMirror> mirrors, IReadOnlyList<string> snapshots)
    {
        var main = distribution.Suites.Where(suite => !suite.IsSecurity).Select(suite => suite.Name).ToArray();
        var security = distribution.Suites.Where(suite => suite.IsSecurity).Select(suite => suite.Name).ToArray();
        var sources = mirrors.Where(mirror => mirror.HasMain).Select(mirror => Source(mirror.Uri, main)).ToList();
        var securityMirrors = mirrors.Where(mirror => mirror.HasSecurity).Select(mirror => mirror.Uri).ToList();
        if (securityMirrors.Count == 0)
            securityMirrors.AddRange(mirrors.Select(mirror => mirror.SecurityNeighbour(distribution.Maker, architecture)));
        sources.AddRange(securityMirrors.Select(uri => Source(uri, security)));
        return sources;

        PackageSource Source(Uri uri, string[] suites) => new(uri, suites, distribution.Maker.Components) { Snapshots = snapshots };
    }
}
