namespace ImageBuild.Debian;

/// <summary>The packages every base operating system is made of.</summary>
/// <remarks>docs/base-os.md shows this table; a test compares the two.</remarks>
internal static class BasePackages
{
    /// <summary>The default set.</summary>
    public static IReadOnlyList<BasePackage> For(Distribution distribution, bool invariantGlobalization)
    {
        BasePackage[] always =
        [
            new("base-files", "The directory tree, os-release and the texts of common licences."),
            new("ca-certificates", "The certificate authorities that TLS connections are checked against."),
            new("libc6", "The C library; everything native is linked to it."),
            new("libgcc-s1", "Stack unwinding for the runtime's native code."),
            new("libstdc++6", "The runtime and its JIT compiler are written in C++."),
            new(distribution.SslPackage, "System.Security.Cryptography and TLS call OpenSSL."),
            new("libzstd1", "OpenSSL's libcrypto is linked to it, and applications compress with it."),
            new("tzdata", "TimeZoneInfo reads the time zones from it."),
            new("zlib1g", "Native libraries of many NuGet packages are linked to it."),
        ];
        return invariantGlobalization
            ? always
            : [.. always, new(distribution.IcuPackage, "Cultures, collation and casing; not needed with InvariantGlobalization.")];
    }
}
