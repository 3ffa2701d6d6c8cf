namespace ImageBuild.Diagnostics;

public static partial class ErrorCodes
{
    /// <summary>A layout or archive lacks what was asked for.</summary>
    public static readonly ErrorCode NotInLayout = new(
        "IB5011", "Not in the layout or archive", "Name the layout or archive and one of its images: oci:FOLDER:TAG, oci-archive:FILE:TAG, docker-archive:FILE:NAME.");

    /// <summary>A layout has the tag for another image.</summary>
    public static readonly ErrorCode LayoutTagTaken = new(
        "IB5012", "The layout has this tag for another image", "Give every image a layout folder or a tag of its own.");

    /// <summary>A file that should be an archive is none, or one of a kind that is not read.</summary>
    public static readonly ErrorCode ArchiveUnreadable = new(
        "IB5014", "An archive cannot be read", "Give a tar file as 'docker save', 'podman save' or 'imagebuild pull' writes it, not compressed.");

    /// <summary>No container engine is there.</summary>
    public static readonly ErrorCode EngineMissing = new(
        "IB5040", "The container engine is not installed", "Install it, or leave LocalRegistry out: the image then becomes an OCI layout, which needs no engine.", "CONTAINER1012");

    /// <summary>The engine did not take the image.</summary>
    public static readonly ErrorCode EngineFailed = new(
        "IB5041", "The container engine did not take the image", "Check that the engine runs and that you may use it: 'docker info' or 'podman info'.", "CONTAINER1009");

    /// <summary>A Docker archive cannot hold an index.</summary>
    public static readonly ErrorCode OnePlatformOnly = new(
        "IB5015", "A Docker archive holds one platform", "Choose a platform (--platform linux/amd64), or write an OCI archive, which holds all of them.");
}
