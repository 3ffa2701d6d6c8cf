namespace ImageBuild.Debian;

/// <summary>A mirror of a distribution's archives.</summary>
/// <param name="Uri">The folder that holds <c>dists</c>.</param>
/// <param name="HasMain">Whether it has the releases and their updates.</param>
/// <param name="HasSecurity">Whether it has the security updates.</param>
internal sealed record AptMirror(Uri Uri, bool HasMain, bool HasSecurity)
{
    /// <summary>The name of the last folder of an address, by which mirrors are recognised: "debian".</summary>
    public static string FolderOf(Uri uri) => uri.AbsolutePath.TrimEnd('/').Split('/')[^1];

    /// <summary>Judges a mirror by its address.</summary>
    public static AptMirror FromAddress(Uri uri, Vendor vendor, string architecture)
    {
        var (main, security) = (vendor.MainFolder(architecture), vendor.SecurityFolder(architecture));
        return FolderOf(uri) == security && security != main ? new(uri, HasMain: false, HasSecurity: true) : new(uri, HasMain: true, HasSecurity: security == main);
    }

    /// <summary>Where mirrors have the security updates that follow the vendor's own layout; the same address for another one.</summary>
    public Uri SecurityNeighbour(Vendor vendor, string architecture)
    {
        var (main, security) = (vendor.MainFolder(architecture), vendor.SecurityFolder(architecture));
        return FolderOf(Uri) == main && security != main ? new Uri(Uri.AbsoluteUri.TrimEnd('/')[..^main.Length] + security) : Uri;
    }
}
