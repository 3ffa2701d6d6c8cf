namespace ImageBuild.Layers;

/// <summary>Where a published file comes from, as MSBuild knows it.</summary>
public abstract record FileOrigin
{
    private FileOrigin()
    {
    }

    /// <summary>A NuGet package.</summary>
    public sealed record Package(string Id, string Version) : FileOrigin;

    /// <summary>A referenced project.</summary>
    public sealed record Project : FileOrigin;

    /// <summary>The web root.</summary>
    public sealed record StaticWebAsset : FileOrigin;

    /// <summary>Configuration: appsettings files and files the user added.</summary>
    public sealed record Configuration : FileOrigin;

    /// <summary>The published project itself, and whatever has no other origin.</summary>
    public sealed record App : FileOrigin;
}
