namespace ImageBuild.Locking;

/// <summary>The one thing that every format of lock files has.</summary>
internal sealed record LockHeader(int FormatVersion);
