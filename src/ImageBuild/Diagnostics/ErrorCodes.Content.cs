namespace ImageBuild.Diagnostics;

public static partial class ErrorCodes
{
    /// <summary>A text that should be a digest is not one.</summary>
    public static readonly ErrorCode InvalidDigest = new(
        "IB1001", "Not a digest", "Write a digest as 'sha256:' followed by 64 lower-case hexadecimal digits.");

    /// <summary>Bytes do not hash to the digest they were announced with.</summary>
    public static readonly ErrorCode DigestMismatch = new(
        "IB5001", "Content does not match its digest", "The content was damaged or exchanged on the way; fetch it again.");

    /// <summary>A file could not be written, most often because the disk is full.</summary>
    public static readonly ErrorCode CannotWrite = new(
        "IB5002", "A file cannot be written", "Free some space or choose another folder; nothing half-written was left behind.");

    /// <summary>A file of the local cache is not what it was.</summary>
    public static readonly ErrorCode CacheDamaged = new(
        "IB5020", "The local cache was damaged", "Nothing to do: what was damaged is made again. If it happens repeatedly, check the disk; 'imagebuild cache verify' reads the whole cache.");

    /// <summary>The layer home cannot be asked or written.</summary>
    public static readonly ErrorCode LayerHomeUnavailable = new(
        "IB5021", "The layer home cannot be used", "The image is right all the same; it took longer. Check ContainerLayerCache and whether the login may read and write there.");
}
