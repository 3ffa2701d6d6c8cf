namespace ImageBuild.Diagnostics;

/// <summary>Says nothing.</summary>
public sealed class NullBuildLog : IBuildLog
{
    /// <summary>The only instance; it has no state.</summary>
    public static NullBuildLog Instance { get; } = new();

    private NullBuildLog()
    {
    }

    /// <inheritdoc />
    public void Info(string message)
    {
    }

    /// <inheritdoc />
    public void Detail(string message)
    {
    }

    /// <inheritdoc />
    public void Warning(ErrorCode code, string message)
    {
    }
}
