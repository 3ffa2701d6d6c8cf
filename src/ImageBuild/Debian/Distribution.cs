using ImageBuild.Content;
using ImageBuild.Diagnostics;

namespace ImageBuild.Debian;

/// <summary>A distribution a base operating system can be assembled from.</summary>
public sealed class Distribution
{
    private Distribution(string id, string codename, string icuPackage, string sslPackage)
    {
        Id = id;
        Codename = codename;
        IcuPackage = icuPackage;
        SslPackage = sslPackage;
        Suites = [new(codename, IsRequired: true), new(codename + "-updates"), new(codename + "-security", IsSecurity: true)];
    }

    /// <summary>Debian 13, "trixie": the default.</summary>
    public static Distribution Debian13 { get; } = new("debian:13", "trixie", "libicu76", "libssl3t64");

    /// <summary>Debian 12, "bookworm".</summary>
    public static Distribution Debian12 { get; } = new("debian:12", "bookworm", "libicu72", "libssl3");

    /// <summary>What users write: "debian:13".</summary>
    public string Id { get; }

    /// <summary>The name of the main suite: "trixie".</summary>
    public string Codename { get; }

    /// <summary>The environment variable that names mirrors of this distribution.</summary>
    public string SourceVariable { get; } = "IMAGEBUILD_DEBIAN_SOURCE";

    /// <summary>The suites in the order of their updates: of two equal versions the earlier suite's is taken.</summary>
    internal IReadOnlyList<Suite> Suites { get; }

    /// <summary>The package with ICU, which .NET loads unless globalization is invariant.</summary>
    internal string IcuPackage { get; }

    /// <summary>The package with libssl and libcrypto.</summary>
    internal string SslPackage { get; }

    /// <summary>Finds a distribution by what users write.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.UnsupportedDistribution"/>.</exception>
    public static Distribution Parse(string id) => id switch
    {
        "debian:13" or "debian:trixie" or "debian" => Debian13,
        "debian:12" or "debian:bookworm" => Debian12,
        _ => throw ErrorCodes.UnsupportedDistribution.Error($"There are no packages for the distribution '{id}'."),
    };

    /// <summary>Debian's name of an architecture.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.UnsupportedDistribution"/>.</exception>
    internal string ArchitectureOf(Platform platform) => (platform.OperatingSystem, platform.Architecture) switch
    {
        ("linux", "amd64") => "amd64",
        ("linux", "arm64") => "arm64",
        ("linux", "arm") => "armhf",
        _ => throw ErrorCodes.UnsupportedDistribution.Error($"{Id} has no packages for the platform {platform}."),
    };

    /// <inheritdoc />
    public override string ToString() => Id;
}
