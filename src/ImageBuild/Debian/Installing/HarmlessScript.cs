namespace ImageBuild.Debian.Installing;

/// <summary>A package whose installation scripts somebody has read: on a new system they do nothing an image misses.</summary>
/// <param name="Package">The package.</param>
/// <param name="Reason">What they do.</param>
internal sealed record HarmlessScript(string Package, string Reason)
{
    /// <summary>The whole table. docs/container-packages.md shows it; a test compares the two.</summary>
    public static IReadOnlyList<HarmlessScript> All { get; } =
    [
        new("bash", "Registers a manual page."),
        new("ca-certificates", "Writes the bundle of certificates; it is written here, too."),
        new("dash", "Moves /bin/sh between shells; the package has the link itself."),
        new("fontconfig", "Makes a cache of the fonts; without it programs read the fonts themselves."),
        new("fontconfig-config", "Asks about anti-aliasing; the answers it takes by itself are the files of the package."),
        new("libgssapi-krb5-2", "Moves a file of versions before 2013."),
        new("libc6", "Restarts services and checks the kernel."),
        new("libglib2.0-0t64", "Compiles settings and module lists of desktop packages; without them there is nothing to compile."),
        new("libpam0g", "Restarts services after an upgrade."),
        new("libssl3", "Restarts services after an upgrade."),
        new("openssl", "Links a folder that the package has."),
        new("tzdata", "Asks for the time zone; UTC is set here unless the base has another one."),
        new("unixodbc-common", "Makes an empty odbcinst.ini, which unixODBC does without."),
    ];
}
