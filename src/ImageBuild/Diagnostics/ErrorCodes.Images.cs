namespace ImageBuild.Diagnostics;

public static partial class ErrorCodes
{
    /// <summary>A manifest, index or configuration is not what the specification says.</summary>
    public static readonly ErrorCode InvalidImage = new(
        "IB5010", "A manifest or configuration cannot be read", "The image was damaged, or made by a tool that does not follow the OCI image specification; make it again.", "CONTAINER2003");

    /// <summary>A layer cannot be named in the image format asked for.</summary>
    public static readonly ErrorCode NoSuchLayerType = new(
        "IB5013", "The image format has no such layers", "Set ContainerImageFormat to OCI, or ContainerCompression to gzip.", "CONTAINER2031");

    /// <summary>The base image does not run on the platform asked for.</summary>
    public static readonly ErrorCode BasePlatformMismatch = new(
        "IB4020", "The base image is for another platform", "Choose a base image that has the platform, or another ContainerRuntimeIdentifier.", "CONTAINER1011");
}
