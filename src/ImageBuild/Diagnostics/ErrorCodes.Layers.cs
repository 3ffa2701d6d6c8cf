namespace ImageBuild.Diagnostics;

public static partial class ErrorCodes
{
    /// <summary>The files of a layer contradict each other.</summary>
    public static readonly ErrorCode ConflictingPaths = new(
        "IB4001", "Files of a layer contradict each other", "Give every file a TargetPath of its own, absolute and without '..'.");
}
