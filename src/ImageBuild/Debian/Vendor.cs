namespace ImageBuild.Debian;

/// <summary>Who publishes a distribution: what their archives, mirrors and keys are called.</summary>
internal sealed class Vendor
{
    private const string Amd64 = "amd64";

    private Vendor(string name, IReadOnlyList<string> releases, IReadOnlyList<string> components)
    {
        (Name, Components) = (name, components);
        Releases = releases.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Debian.</summary>
    public static Vendor Debian { get; } = new(
        "debian",
        ["stable", "testing", "unstable", "oldstable", "oldoldstable", "sid", "buster", "bullseye", "bookworm", "trixie", "forky", "duke"],
        ["main"]);

    /// <summary>Ubuntu. Many libraries are in universe only.</summary>
    public static Vendor Ubuntu { get; } = new(
        "ubuntu",
        ["devel", "bionic", "focal", "jammy", "noble", "oracular", "plucky", "questing", "resolute"],
        ["main", "universe"]);

    /// <summary>"debian": the prefix of key files, and what mirrors call their folder.</summary>
    public string Name { get; }

    /// <summary>The names of releases that apt configurations use.</summary>
    public IReadOnlySet<string> Releases { get; }

    /// <summary>The components that are taken where nobody names any.</summary>
    public IReadOnlyList<string> Components { get; }

    /// <summary>The environment variable that names mirrors.</summary>
    public string SourceVariable => $"IMAGEBUILD_{Name.ToUpperInvariant()}_SOURCE";

    /// <summary>The environment variable that names archives which keep old packages.</summary>
    public string SnapshotVariable => $"IMAGEBUILD_{Name.ToUpperInvariant()}_SNAPSHOT";

    /// <summary>The folder that mirrors usually have the archive in. Ubuntu keeps most architectures apart.</summary>
    public string MainFolder(string architecture) => this == Ubuntu && architecture != Amd64 ? "ubuntu-ports" : Name;

    /// <summary>The folder with the security updates; the same as the archive's for Ubuntu.</summary>
    public string SecurityFolder(string architecture) => this == Debian ? "debian-security" : MainFolder(architecture);

    /// <summary>The public archives, for machines without apt.</summary>
    public IReadOnlyList<AptMirror> PublicMirrors(string architecture) => this == Debian
        ? [new(new("http://ftp.debian.org/debian"), HasMain: true, HasSecurity: false), new(new("http://security.debian.org/debian-security"), HasMain: false, HasSecurity: true)]
        : [new(new(architecture == Amd64 ? "http://archive.ubuntu.com/ubuntu" : "http://ports.ubuntu.com/ubuntu-ports"), HasMain: true, HasSecurity: true)];

    /// <summary>The public archives that keep every package there ever was.</summary>
    public IReadOnlyList<string> PublicSnapshots => this == Debian
        ? ["https://snapshot.debian.org/archive/debian/@SNAPSHOTID@/", "https://snapshot.debian.org/archive/debian-security/@SNAPSHOTID@/"]
        : ["https://snapshot.ubuntu.com/ubuntu/@SNAPSHOTID@/"];
}
