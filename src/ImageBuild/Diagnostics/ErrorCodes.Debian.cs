namespace ImageBuild.Diagnostics;

public static partial class ErrorCodes
{
    /// <summary>A distribution no base operating system can be assembled for.</summary>
    public static readonly ErrorCode UnsupportedDistribution = new(
        "IB2001", "Unsupported distribution", "Set ContainerDistribution to debian:13 or debian:12, or set ContainerBaseImage.");

    /// <summary>A package source does not answer, or not usefully.</summary>
    public static readonly ErrorCode PackageSourceUnreachable = new(
        "IB2002",
        "A package source cannot be reached",
        "Check the network and the proxy, or name a mirror this machine reaches: a ContainerPackageSource item or IMAGEBUILD_DEBIAN_SOURCE.");

    /// <summary>A package source sends us to another host.</summary>
    public static readonly ErrorCode PackageSourceRedirected = new(
        "IB2003", "A package source redirects to another host", "Name the host it redirects to as the package source, if you trust it.");

    /// <summary>A suite that must be there is not.</summary>
    public static readonly ErrorCode SuiteMissing = new(
        "IB2004", "A suite is missing at the package source", "Check the address of the package source and the name of the suite.");

    /// <summary>No key we trust has signed the release file, or what it signed is not what is there.</summary>
    public static readonly ErrorCode ReleaseNotTrusted = new(
        "IB2005",
        "A release file has no valid signature of a trusted key",
        "Use another mirror; for a repository of your own, name its public key as a ContainerPackageKey item.");

    /// <summary>The release file says itself that it is too old.</summary>
    public static readonly ErrorCode ReleaseExpired = new(
        "IB2006", "A release file has expired", "The mirror is no longer updated: use another one. Check the clock of this machine, too.");

    /// <summary>The release file describes another suite than the one asked for.</summary>
    public static readonly ErrorCode ReleaseMismatch = new(
        "IB2007", "A release file describes another suite", "Check the address of the package source; use another mirror if it is right.");

    /// <summary>The suite has no packages for the component and architecture.</summary>
    public static readonly ErrorCode IndexMissing = new(
        "IB2008", "A suite has no such component or architecture", "Check the components of the package source and the target platform.");

    /// <summary>A file of a package source is not the one the signed index describes.</summary>
    public static readonly ErrorCode PackageSourceInconsistent = new(
        "IB2009",
        "A file of a package source does not match the signed index",
        "The mirror may be in the middle of an update: try again in a few minutes, or use another mirror.");

    /// <summary>No suite has a package of this name.</summary>
    public static readonly ErrorCode PackageUnknown = new(
        "IB2010", "Unknown package", "Check the name at https://packages.debian.org; package names are lower case.");

    /// <summary>No package fulfils what another one needs.</summary>
    public static readonly ErrorCode DependencyUnsatisfied = new(
        "IB2011", "A dependency cannot be satisfied", "Add the package source that has it, or leave out the package that needs it.");

    /// <summary>Two packages exclude each other.</summary>
    public static readonly ErrorCode PackagesConflict = new(
        "IB2012", "Two packages exclude each other", "Leave out one of the two packages.");

    /// <summary>A package is not a well-formed .deb file.</summary>
    public static readonly ErrorCode PackageDamaged = new(
        "IB2013", "A package cannot be read", "The file is what its source signed but not a package: report it to the owner of the package source.");

    /// <summary>A package holds something that could write outside its root, or a device.</summary>
    public static readonly ErrorCode PackageUnsafe = new(
        "IB2014", "A package holds an unsafe entry", "Leave out the package and report it to the owner of the package source.");

    /// <summary>A package unpacks to more bytes than we accept.</summary>
    public static readonly ErrorCode PackageTooLarge = new(
        "IB2015", "A package is too large", "Leave out the package, or take a base image that holds it with ContainerBaseImage.");

    /// <summary>Two packages bring the same file.</summary>
    public static readonly ErrorCode PackageFilesCollide = new(
        "IB2016", "Two packages bring the same file", "Leave out one of the two packages.");

    /// <summary>A suite we would have used is not at the source; a warning.</summary>
    public static readonly ErrorCode SuiteSkipped = new(
        "IB2017", "A suite of updates is missing at the package source", "Name a package source that has it, or you get no security updates.");

    /// <summary>A package source or key the user named cannot be understood.</summary>
    public static readonly ErrorCode InvalidPackageSource = new(
        "IB2018", "Not a package source", "Write the http or https address that holds 'dists' and 'pool', such as http://ftp.debian.org/debian.");

    /// <summary>A signed index cannot be understood.</summary>
    public static readonly ErrorCode IndexDamaged = new(
        "IB2019", "A package index cannot be read", "Report it to the owner of the package source; another mirror may be in order.");

    /// <summary>A locked package is at none of the sources any more.</summary>
    public static readonly ErrorCode PackageGone = new(
        "IB2020",
        "A locked package is no longer at the package source",
        "Mirrors keep only the newest version: run 'imagebuild lock update', or name a source that keeps old ones, such as a snapshot archive.");
}
