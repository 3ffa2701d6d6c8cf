namespace ImageBuild.Debian;

/// <summary>A mirror of Debian's archives.</summary>
/// <param name="Uri">The folder that holds <c>dists</c>.</param>
/// <param name="HasMain">Whether it has the releases and their updates.</param>
/// <param name="HasSecurity">Whether it has the security updates.</param>
internal sealed record AptMirror(Uri Uri, bool HasMain, bool HasSecurity)
{
    private const string MainFolder = "debian";
    private const string SecurityFolder = "debian-security";

    /// <summary>Where mirrors that follow Debian's own layout have the security updates; null for another layout.</summary>
    public Uri? SecurityNeighbour =>
        LastFolder(Uri) == MainFolder ? new Uri(Uri.AbsoluteUri.TrimEnd('/') + "-security") : null;

    /// <summary>Judges a mirror by its address.</summary>
    public static AptMirror FromAddress(Uri uri) =>
        IsSecurityAddress(uri) ? new(uri, HasMain: false, HasSecurity: true) : new(uri, HasMain: true, HasSecurity: false);

    /// <summary>Whether the address ends as mirrors of the archive usually do.</summary>
    public static bool IsMainAddress(Uri uri) => LastFolder(uri) == MainFolder;

    /// <summary>Whether the address ends as mirrors of the security archive usually do.</summary>
    public static bool IsSecurityAddress(Uri uri) => LastFolder(uri) == SecurityFolder;

    private static string LastFolder(Uri uri) => uri.AbsolutePath.TrimEnd('/').Split('/')[^1];
}
