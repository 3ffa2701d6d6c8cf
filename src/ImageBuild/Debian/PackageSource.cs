using ImageBuild.Diagnostics;

namespace ImageBuild.Debian;

/// <summary>An archive to take packages from.</summary>
/// <param name="Uri">The folder that holds <c>dists</c> and <c>pool</c>.</param>
/// <param name="Suites">The suites to look at: "trixie", "trixie-updates". Empty: those of the distribution that belong there.</param>
/// <param name="Components">The components of each: "main".</param>
/// <remarks>Several sources of the same suite are alternatives: the first that has it serves it.</remarks>
public sealed record PackageSource(Uri Uri, IReadOnlyList<string> Suites, IReadOnlyList<string> Components)
{
    /// <summary>The component that is taken where nobody names one.</summary>
    internal static IReadOnlyList<string> DefaultComponents { get; } = ["main"];

    /// <summary>The address without a user name, password or query, for messages.</summary>
    internal string Display => ArchiveClient.Display(Uri);

    /// <summary>Checks an address a user wrote.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.InvalidPackageSource"/>.</exception>
    public static Uri ParseUri(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? uri
            : throw ErrorCodes.InvalidPackageSource.Error("A package source is not an http or https address.");
}
