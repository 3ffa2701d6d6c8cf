namespace ImageBuild.Diagnostics;

public static partial class ErrorCodes
{
    /// <summary>A distribution no base operating system can be assembled for.</summary>
    public static readonly ErrorCode UnsupportedDistribution = new(
        "IB2001", "Unsupported distribution", "Set ContainerDistribution to debian:13, debian:12, ubuntu:24.04 or ubuntu:26.04, or set ContainerBaseImage.");

    /// <summary>A package source does not answer, or not usefully.</summary>
    public static readonly ErrorCode PackageSourceUnreachable = new(
        "IB2002",
        "A package source cannot be reached",
        "Check the network and the proxy, or name a mirror this machine reaches: a ContainerPackageSource item, IMAGEBUILD_DEBIAN_SOURCE or IMAGEBUILD_UBUNTU_SOURCE.");

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
        "Use another mirror; for a repository of your own, name its public key: SignedBy of the ContainerPackageSource item, or a ContainerPackageKey item.");

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
        "Mirrors keep only the newest version: run 'imagebuild lock update', or name an archive that keeps old ones as Snapshot of the ContainerPackageSource item.");

    /// <summary>A release file that vouches for nothing we can check.</summary>
    public static readonly ErrorCode ReleaseTooWeak = new(
        "IB2021", "A release file has weak checksums only", "Have the owner of the repository add SHA-256 sums; use another mirror until then.");

    /// <summary>A mirror serves a state of a suite that is older than the one the lock was made from.</summary>
    public static readonly ErrorCode ReleaseRolledBack = new(
        "IB2022",
        "A release file is older than the one in the lock",
        "The mirror lags behind or hides updates: use another one. To go back on purpose, delete the lock file.");

    /// <summary>A ContainerPackage item cannot be understood.</summary>
    public static readonly ErrorCode InvalidPackage = new(
        "IB2023", "Not a package", "Write the package's name as the item, and Version as dpkg shows it: Version=\"2.4.1-2\" or Version=\">= 2.4\".");

    /// <summary>Installation scripts do more than is reproduced; a warning.</summary>
    public static readonly ErrorCode ScriptsNotRun = new(
        "IB2024",
        "Installation scripts of a package were not run",
        "If your application needs what they do, add the result as ContainerFile items or take a base image that has the package.");

    /// <summary>A script of a package has no interpreter in the image; a warning.</summary>
    public static readonly ErrorCode InterpreterMissing = new(
        "IB2025", "The interpreter of a script is not in the image", "If your application calls the script, add the package with its interpreter, such as dash for /bin/sh.");

    /// <summary>A package has libraries where the loader does not look; a warning.</summary>
    public static readonly ErrorCode LibraryFolderUnknown = new(
        "IB2026", "A package has libraries in a folder of its own", "Name the folders in the variable LD_LIBRARY_PATH with a ContainerEnvironmentVariable item.");

    /// <summary>Packages cannot be added to this base image.</summary>
    public static readonly ErrorCode BaseNotDebian = new(
        "IB2027",
        "Packages cannot be added to the base image",
        "ContainerPackage items work on an assembled base and on images of Debian 12 and 13 and Ubuntu 24.04 and 26.04; use one of these, or leave the items out.");
}
