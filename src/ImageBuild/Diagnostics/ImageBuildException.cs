namespace ImageBuild.Diagnostics;

/// <summary>A failure the user can do something about: a code, its cause in one line, and what to do.</summary>
/// <remarks>Shells print <see cref="Exception.Message"/> with the code and fail; any other exception type is a defect of ours.</remarks>
public sealed class ImageBuildException : Exception
{
    /// <summary>Use <see cref="ErrorCode.Error"/>.</summary>
    internal ImageBuildException(ErrorCode code, string cause, string remedy, Exception? inner)
        : base($"{cause} {remedy}", inner)
    {
        Code = code;
        Cause = cause;
        Remedy = remedy;
    }

    /// <summary>The diagnostic this is an instance of.</summary>
    public ErrorCode Code { get; }

    /// <summary>What happened, in one line.</summary>
    public string Cause { get; }

    /// <summary>What to do, in one line.</summary>
    public string Remedy { get; }
}
