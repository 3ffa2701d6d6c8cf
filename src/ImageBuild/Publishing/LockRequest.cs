namespace ImageBuild.Publishing;

/// <summary>How the lock file is treated.</summary>
/// <param name="Path">The file; it is written when it does not exist.</param>
/// <param name="Locked">A missing or unfitting lock is an error.</param>
/// <param name="ContinuousIntegration">A missing lock is worth a warning, an unfitting one is an error.</param>
public sealed record LockRequest(string Path, bool Locked, bool ContinuousIntegration)
{
    /// <summary>Take the newest of everything, whatever the lock says.</summary>
    public bool Update { get; init; }
}
