namespace ImageBuild.Diagnostics;

public static partial class ErrorCodes
{
    /// <summary>The lock file is not one.</summary>
    public static readonly ErrorCode LockDamaged = new(
        "IB2050", "The lock file cannot be read", "Resolve merge conflicts in it, or delete it and let the next publish write it anew.");

    /// <summary>The lock file was written by a newer version.</summary>
    public static readonly ErrorCode LockTooNew = new(
        "IB2051", "The lock file is from a newer version", "Update ImageBuild to the version the others in your team use.");

    /// <summary>The lock file does not answer what this build asks.</summary>
    public static readonly ErrorCode LockStale = new(
        "IB2052", "The lock file does not fit", "Run 'imagebuild lock update' and commit the changed lock file.");

    /// <summary>There is no lock file where there should be one.</summary>
    public static readonly ErrorCode LockMissing = new(
        "IB2053", "The lock file is missing", "Publish once on a developer's machine and commit imagebuild.lock.json.");
}
