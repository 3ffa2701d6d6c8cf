namespace ImageBuild.Publishing;

/// <summary>Where an image goes.</summary>
public abstract record Destination
{
    private Destination()
    {
    }

    /// <summary>An OCI layout on disk.</summary>
    /// <param name="Folder">The layout's folder.</param>
    /// <param name="Owned">Nobody else writes there, so blobs of earlier images are deleted.</param>
    public sealed record Layout(string Folder, bool Owned) : Destination;

    /// <summary>A registry.</summary>
    /// <param name="Host">Host and optional port, as the user wrote it.</param>
    public sealed record Registry(string Host) : Destination;
}
