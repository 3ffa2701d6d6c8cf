using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Debian;

/// <summary>A distribution a base operating system can be assembled from.</summary>
public sealed class Distribution
{
    private Distribution(Vendor vendor, string release, string codename, string icuPackage, string sslPackage)
    {
        (Maker, Codename, IcuPackage, SslPackage) = (vendor, codename, icuPackage, sslPackage);
        Id = $"{vendor.Name}:{release}";
        Suites = [new(codename, IsRequired: true), new(codename + "-updates"), new(codename + "-security", IsSecurity: true)];
    }

    /// <summary>Debian 13, "trixie": the default.</summary>
    public static Distribution Debian13 { get; } = new(Debian.Vendor.Debian, "13", "trixie", "libicu76", "libssl3t64");

    /// <summary>Debian 12, "bookworm".</summary>
    public static Distribution Debian12 { get; } = new(Debian.Vendor.Debian, "12", "bookworm", "libicu72", "libssl3");

    /// <summary>Ubuntu 24.04, "noble".</summary>
    public static Distribution Ubuntu2404 { get; } = new(Debian.Vendor.Ubuntu, "24.04", "noble", "libicu74", "libssl3t64");

    /// <summary>Ubuntu 26.04, "resolute".</summary>
    public static Distribution Ubuntu2604 { get; } = new(Debian.Vendor.Ubuntu, "26.04", "resolute", "libicu78", "libssl3t64");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Distribution> All => [Debian13, Debian12, Ubuntu2404, Ubuntu2604];

    /// <summary>What users write: "debian:13".</summary>
    public string Id { get; }

    /// <summary>The name of the main suite: "trixie".</summary>
    public string Codename { get; }

    /// <summary>Who publishes it: "debian", "ubuntu".</summary>
    public string Vendor => Maker.Name;

    /// <summary>Who publishes it.</summary>
    internal Vendor Maker { get; }

    /// <summary>The suites in the order of their updates: of two equal versions the earlier suite's is taken.</summary>
    internal IReadOnlyList<Suite> Suites { get; }

    /// <summary>The package with ICU, which .NET loads unless globalization is invariant.</summary>
    internal string IcuPackage { get; }

    /// <summary>The package with libssl and libcrypto.</summary>
    internal string SslPackage { get; }

    /// <summary>Finds a distribution by what users write: "debian:13", "debian:trixie", or "debian" for the newest.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.UnsupportedDistribution"/>.</exception>
    public static Distribution Parse(string id) =>
        All.FirstOrDefault(known => id == known.Id || id == $"{known.Vendor}:{known.Codename}")
        ?? (id == Debian13.Vendor ? Debian13 : null)
        ?? throw ErrorCodes.UnsupportedDistribution.Error($"There are no packages for the distribution '{id}'.");

    /// <summary>The name that Debian and Ubuntu have for an architecture: "amd64".</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.UnsupportedDistribution"/>.</exception>
    internal static string ArchitectureOf(Platform platform) => (platform.OperatingSystem, platform.Architecture) switch
    {
        ("linux", "amd64") => "amd64",
        ("linux", "arm64") => "arm64",
        ("linux", "arm") => "armhf",
        _ => throw ErrorCodes.UnsupportedDistribution.Error($"Debian and Ubuntu packages are not read for the platform {platform}."),
    };

    /// <inheritdoc />
    public override string ToString() => Id;
}
