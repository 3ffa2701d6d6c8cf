namespace ImageBuild.Layouts;

/// <summary>What an image is called in a layout or an archive.</summary>
/// <param name="Tag">What "oci:FOLDER:TAG" looks for.</param>
/// <param name="FullName">What containerd, Docker and podman call the image once they have loaded it: "localhost/team/app:1.0"; null where nobody said.</param>
public sealed record LayoutName(string Tag, string? FullName)
{
    /// <summary>What Docker calls the image; podman puts "localhost/" before a name without a registry by itself.</summary>
    public string? EngineName { get; private init; } = FullName;

    /// <summary>The name of an image that was built here and is in no registry yet.</summary>
    public static LayoutName Local(string repository, string tag) => new(tag, $"localhost/{repository}:{tag}") { EngineName = $"{repository}:{tag}" };
}
