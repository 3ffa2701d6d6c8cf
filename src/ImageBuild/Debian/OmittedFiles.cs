using ImageBuild.Tar;

namespace ImageBuild.Debian;

/// <summary>Files of packages that do not go into the layer.</summary>
/// <param name="Package">The package it is about; null for every package.</param>
/// <param name="Pattern">A path; '*' stands for one folder or file name. Everything below is meant, too.</param>
/// <param name="Reason">Why nothing is lost.</param>
internal sealed record OmittedFiles(string? Package, string Pattern, string Reason)
{
    private const string Documentation = "usr/share/doc/*";

    /// <summary>The whole table. docs/base-os.md shows it; a test compares the two.</summary>
    /// <remarks>Raise <see cref="BaseOsAssembler.RecipeVersion"/> with every change.</remarks>
    public static IReadOnlyList<OmittedFiles> All { get; } =
    [
        new(null, Documentation, "Nobody reads documentation in a container; licences (copyright) stay."),
        new(null, "usr/share/doc-base", "Documentation."),
        new(null, "usr/share/info", "Documentation."),
        new(null, "usr/share/man", "Documentation."),
        new(null, "usr/share/locale", "Translations of messages that .NET does not show; .NET's cultures come from ICU."),
        new(null, "usr/share/lintian", "For the maintainers of the package."),
        new(null, "usr/share/bug", "For reporting bugs from an installed system."),
        new(null, "usr/share/gdb", "For debuggers."),
        new(null, "usr/share/gcc", "For debuggers."),
        new("base-files", "etc/update-motd.d", "Greets people who log in."),
        new("base-files", "usr/share/base-files", "Templates that the installation script copies."),
        new("ca-certificates", "usr/sbin/update-ca-certificates", "A shell script; the bundle is already made."),
        new("ca-certificates", "usr/share/ca-certificates", "The bundle holds the same certificates."),
        new("libc6", "usr/lib/*/gconv", "iconv's character sets; .NET has its own. 3 MB compressed."),
        new("libc6", "usr/lib/*/libmvec.so.1", "Vectorised mathematics for code that gcc generates with -ffast-math; nothing in .NET is."),
        new("libssl3t64", "usr/lib/*/engines-3", "Engines are loaded by OpenSSL's configuration only, and there is none."),
        new("libssl3", "usr/lib/*/engines-3", "Engines are loaded by OpenSSL's configuration only, and there is none."),
    ];

    /// <summary>Whether an entry stays out of the layer.</summary>
    public static bool Cover(string package, TarEntry entry) =>
        !IsLicence(entry) && All.Any(omitted => (omitted.Package is null || omitted.Package == package) && Matches(entry.Path, omitted.Pattern));

    /// <summary>Licences, and the links of packages that share the documentation folder, and so the licence, of another one.</summary>
    private static bool IsLicence(TarEntry entry) =>
        entry.Kind == TarEntryKind.SymbolicLink
            ? Matches(entry.Path, Documentation) && entry.Path.Count(character => character == '/') == 3
            : Matches(entry.Path, Documentation + "/copyright");

    private static bool Matches(string path, string pattern)
    {
        var parts = path.Split('/');
        var wanted = pattern.Split('/');
        if (parts.Length < wanted.Length)
            return false;
        for (var index = 0; index < wanted.Length; index++)
        {
            if (wanted[index] != "*" && wanted[index] != parts[index])
                return false;
        }

        return true;
    }
}
