namespace ImageBuild.Diagnostics;

public static partial class ErrorCodes
{
    /// <summary>A layer is damaged, breaks off, or is no tar archive.</summary>
    public static readonly ErrorCode LayerUnreadable = new(
        "IB5030", "A layer cannot be read", "The layer was damaged, or made by a tool that does not write what container runtimes read; make the image again.");

    /// <summary>A layer holds a name that leads out of it.</summary>
    public static readonly ErrorCode LayerUnsafe = new(
        "IB5031", "A layer holds an unsafe entry", "Do not run the image: no builder writes such entries. Report it to whoever made it.");

    /// <summary>A layer unpacks to more than is read.</summary>
    public static readonly ErrorCode LayerTooLarge = new(
        "IB5032", "A layer is too large", "A small layer that unpacks to very much is an attack on whoever unpacks it; ask whoever made the image.");

    /// <summary>A layer is another one than the configuration says.</summary>
    public static readonly ErrorCode DiffIdMismatch = new(
        "IB5033", "A layer does not match its diffID", "Runtimes refuse the image; make it again with another tool.");

    /// <summary>The parts of an image contradict each other.</summary>
    public static readonly ErrorCode ConfigInconsistent = new(
        "IB5035", "The configuration does not fit the image", "Make the image again; runtimes refuse it or show wrong facts about it.");

    /// <summary>A layer is packed in another way than its media type says.</summary>
    public static readonly ErrorCode LayerTypeWrong = new(
        "IB5036", "A layer has the wrong media type", "Make the image again; some runtimes go by the media type and fail to unpack the layer.");
}
