namespace ImageBuild.Diagnostics;

public static partial class ErrorCodes
{
    /// <summary>A runtime identifier no image can be made for.</summary>
    public static readonly ErrorCode UnsupportedRuntimeIdentifier = new(
        "IB1002",
        "Unsupported runtime identifier",
        "Set ContainerRuntimeIdentifier to linux-x64 or linux-arm64.",
        "CONTAINER1011");
}
