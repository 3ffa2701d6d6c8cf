namespace ImageBuild.Diagnostics;

public static partial class ErrorCodes
{
    /// <summary>A layout lacks what was asked for.</summary>
    public static readonly ErrorCode NotInLayout = new(
        "IB5011", "Not in the OCI layout", "Name the folder of a layout and one of its tags: oci:FOLDER:TAG.");

    /// <summary>A layout has the tag for another image.</summary>
    public static readonly ErrorCode LayoutTagTaken = new(
        "IB5012", "The layout has this tag for another image", "Give every image a layout folder or a tag of its own.");
}
