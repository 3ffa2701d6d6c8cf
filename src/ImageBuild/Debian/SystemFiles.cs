using System.Text;
using ImageBuild.Tar;

namespace ImageBuild.Debian;

/// <summary>The files of a base operating system that no package brings: installation scripts would have written them.</summary>
/// <remarks>Raise <see cref="BaseOsAssembler.RecipeVersion"/> with every change.</remarks>
internal static class SystemFiles
{
    /// <summary>The user and group that images run as, the same number as in Microsoft's images.</summary>
    public const int AppUser = 1654;

    private const int Shared = 0x3FF; // 01777
    private const int ShadowGroup = 42;

    private const string Passwd = """
        root:x:0:0:root:/root:/sbin/nologin
        app:x:1654:1654::/home/app:/sbin/nologin
        nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin

        """;

    // No password and no date of its last change: nobody can log in, and the file does not depend on the day.
    private const string Shadow = """
        root:*:::::::
        app:!:::::::
        nobody:*:::::::

        """;

    // The groups besides ours are those that files of Debian packages may belong to.
    private const string Group = """
        root:x:0:
        tty:x:5:
        mail:x:8:
        shadow:x:42:
        utmp:x:43:
        staff:x:50:
        app:x:1654:
        nogroup:x:65534:

        """;

    // Files first: a hosts entry of the container runtime wins over the name server.
    private const string NameServices = """
        passwd:         files
        group:          files
        shadow:         files

        hosts:          files dns
        networks:       files

        protocols:      files
        services:       files
        ethers:         files
        rpc:            files

        """;

    /// <summary>Completes the tree of the packages.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="distribution">Says the vendor.</param>
    /// <param name="certificates">The certificate bundle; empty where no package brings certificates.</param>
    public static void AddTo(RootFileSystem root, Distribution distribution, byte[] certificates)
    {
        foreach (var directory in (string[])["dev", "media", "mnt", "opt", "proc", "run", "srv", "sys", "usr/local/bin", "usr/local/lib", "usr/local/sbin", "usr/local/share"])
            Directory(root, directory, TarEntry.Directory(directory).Mode);
        Directory(root, "root", 0x1C0 /* 0700 */);
        foreach (var directory in (string[])["tmp", "var/tmp", "run/lock"])
            Directory(root, directory, Shared);
        root.Replace(TarEntry.Directory("home/app") with { UserId = AppUser, GroupId = AppUser });
        root.MakeLink("var/run", "/run");
        root.MakeLink("var/lock", "/run/lock");

        Text(root, "etc/passwd", Passwd);
        Text(root, "etc/group", Group);
        root.Replace(
            TarEntry.File("etc/shadow", FileContent.FromBytes(Encoding.ASCII.GetBytes(Lines(Shadow))), 0x1A0 /* 0640 */) with { GroupId = ShadowGroup });
        Text(root, "etc/nsswitch.conf", NameServices);
        Text(root, "etc/timezone", "Etc/UTC\n");
        root.Replace(TarEntry.SymbolicLink("etc/localtime", "/usr/share/zoneinfo/Etc/UTC"));
        root.Replace(TarEntry.SymbolicLink("etc/dpkg/origins/default", distribution.Vendor));

        if (certificates.Length == 0)
            return;
        root.Replace(TarEntry.File("etc/ssl/certs/ca-certificates.crt", FileContent.FromBytes(certificates)));

        // OpenSSL looks in its own folder; Debian's openssl package has these links.
        root.Replace(TarEntry.SymbolicLink("usr/lib/ssl/cert.pem", "/etc/ssl/certs/ca-certificates.crt"));
        root.Replace(TarEntry.SymbolicLink("usr/lib/ssl/certs", "/etc/ssl/certs"));
    }

    private static void Directory(RootFileSystem root, string path, int mode) => root.Replace(TarEntry.Directory(path, mode));

    private static void Text(RootFileSystem root, string path, string text) =>
        root.Replace(TarEntry.File(path, FileContent.FromBytes(Encoding.ASCII.GetBytes(Lines(text)))));

    /// <summary>A source file checked out on Windows may have other line ends.</summary>
    private static string Lines(string text) => text.ReplaceLineEndings("\n");
}
