using ImageBuild.Diagnostics;

namespace ImageBuild.Debian;

/// <summary>An archive to take packages from.</summary>
/// <param name="Uri">The folder that holds <c>dists</c> and <c>pool</c>.</param>
/// <param name="Suites">The suites to look at: "trixie", "trixie-updates". Empty: those of the distribution that belong there.</param>
/// <param name="Components">The components of each: "main". Empty: those the distribution is taken from.</param>
/// <remarks>The words are those of apt's deb822 files (sources.list(5)). Several sources of the same suite are alternatives: the first that has it serves it.</remarks>
public sealed record PackageSource(Uri Uri, IReadOnlyList<string> Suites, IReadOnlyList<string> Components)
{
    /// <summary>The only keys that count for this source; null for the distribution's and those named for the whole build.</summary>
    public ArchiveKeyring? SignedBy { get; init; }

    /// <summary>Archives that keep packages which this one no longer has; "@SNAPSHOTID@" in them stands for a time.</summary>
    public IReadOnlyList<string> Snapshots { get; init; } = [];

    /// <summary>The address without a user name, password or query, for messages.</summary>
    internal string Display => ArchiveClient.Display(Uri);

    /// <summary>Describes a source from the words a user wrote.</summary>
    /// <param name="uri">The address.</param>
    /// <param name="suites">Suites separated by blanks, commas or ';'; empty for the distribution's.</param>
    /// <param name="components">Components likewise; empty for the distribution's.</param>
    /// <param name="signedBy">Absolute paths of key files, separated by ';'; empty for none.</param>
    /// <param name="snapshots">Addresses separated by blanks or ';'.</param>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidPackageSource"/>.</exception>
    public static PackageSource Parse(string uri, string suites = "", string components = "", string signedBy = "", string snapshots = "")
    {
        var keys = signedBy.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ArchiveKeyring.LoadFile).ToList();
        return new PackageSource(ParseUri(uri), Words(suites), Words(components))
        {
            SignedBy = keys.Count == 0 ? null : keys.Aggregate((all, next) => all.With(next)),
            Snapshots = ParseSnapshots(snapshots),
        };
    }

    /// <summary>Checks an address a user wrote.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidPackageSource"/>.</exception>
    public static Uri ParseUri(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? uri
            : throw ErrorCodes.InvalidPackageSource.Error("A package source is not an http or https address.");

    /// <summary>Checks addresses of snapshot archives a user wrote, separated by blanks or ';'.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidPackageSource"/>.</exception>
    internal static IReadOnlyList<string> ParseSnapshots(string text)
    {
        var snapshots = text.Split([' ', '\t', '\r', '\n', ';'], StringSplitOptions.RemoveEmptyEntries);
        foreach (var snapshot in snapshots)
            _ = ParseUri(snapshot);
        return snapshots;
    }

    private static string[] Words(string text) => text.Split([' ', '\t', '\r', '\n', ',', ';'], StringSplitOptions.RemoveEmptyEntries);
}
