using ImageBuild.Diagnostics;

namespace ImageBuild.Debian;

/// <summary>Decides where packages come from: what the user names, the environment, the machine's apt, a public mirror.</summary>
public static class PackageSources
{
    private static readonly Uri PublicArchive = new("http://ftp.debian.org/debian");
    private static readonly Uri PublicSecurityArchive = new("http://security.debian.org/debian-security");

    /// <summary>Takes the first of the four places that names a source.</summary>
    /// <param name="distribution">Which suites are needed.</param>
    /// <param name="named">What the user named for this build.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    /// <param name="aptFolder">Where apt keeps its configuration ("/etc/apt"); null or absent for a machine without apt.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidPackageSource"/>: the user or the environment names no address.</exception>
    public static PackageSourceChoice Choose(
        Distribution distribution, IReadOnlyList<PackageSource> named, Func<string, string?> environment, string? aptFolder)
    {
        if (named.Count > 0)
            return new("ContainerPackageSource", [.. named.SelectMany(source => Complete(distribution, source))]);

        var addresses = environment(distribution.SourceVariable)?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (addresses.Length > 0)
            return new(distribution.SourceVariable, Standard(distribution, [.. addresses.Select(PackageSource.ParseUri).Select(AptMirror.FromAddress)]));

        var mirrors = aptFolder is null ? [] : AptConfiguration.DebianMirrors(aptFolder);
        return mirrors.Any(mirror => mirror.HasMain)
            ? new("apt configuration", Standard(distribution, mirrors))
            : new("built-in", Standard(distribution, [new(PublicArchive, true, false), new(PublicSecurityArchive, false, true)]));
    }

    private static IEnumerable<PackageSource> Complete(Distribution distribution, PackageSource source)
    {
        if (source.Suites.Count == 0)
            return Standard(distribution, [AptMirror.FromAddress(source.Uri)]).Select(standard => standard with { Components = Components(source) });
        return [source with { Components = Components(source) }];
    }

    private static IReadOnlyList<string> Components(PackageSource source) =>
        source.Components.Count > 0 ? source.Components : PackageSource.DefaultComponents;

    /// <summary>Spreads the distribution's suites over the mirrors.</summary>
    /// <remarks>
    /// Where no mirror is known to have security updates, the usual neighbour of ".../debian" is tried, ".../debian-security",
    /// and any other address is expected to hold everything; a suite that turns out to be missing there is a warning.
    /// </remarks>
    private static List<PackageSource> Standard(Distribution distribution, IReadOnlyList<AptMirror> mirrors)
    {
        var main = distribution.Suites.Where(suite => !suite.IsSecurity).Select(suite => suite.Name).ToArray();
        var security = distribution.Suites.Where(suite => suite.IsSecurity).Select(suite => suite.Name).ToArray();
        var sources = mirrors.Where(mirror => mirror.HasMain).Select(mirror => Source(mirror.Uri, main)).ToList();
        var securityMirrors = mirrors.Where(mirror => mirror.HasSecurity).Select(mirror => mirror.Uri).ToList();
        if (securityMirrors.Count == 0)
            securityMirrors.AddRange(mirrors.Select(mirror => mirror.SecurityNeighbour ?? mirror.Uri));
        sources.AddRange(securityMirrors.Select(uri => Source(uri, security)));
        return sources;

        static PackageSource Source(Uri uri, string[] suites) => new(uri, suites, PackageSource.DefaultComponents);
    }
}
