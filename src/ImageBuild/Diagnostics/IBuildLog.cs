namespace ImageBuild.Diagnostics;

/// <summary>Where the engine says what it does. The host decides how it looks.</summary>
/// <remarks>Implementations are called from several threads at once.</remarks>
public interface IBuildLog
{
    /// <summary>A line the user should see by default.</summary>
    void Info(string message);

    /// <summary>A line for those who asked for more.</summary>
    void Detail(string message);

    /// <summary>Something is wrong but the build goes on.</summary>
    void Warning(ErrorCode code, string message);
}
