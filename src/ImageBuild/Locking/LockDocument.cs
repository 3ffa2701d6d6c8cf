namespace ImageBuild.Locking;

/// <summary>A lock file as it is written: the order of the members is the order in the file.</summary>
internal sealed record LockDocument(int FormatVersion, IReadOnlyList<PlatformLock> Platforms, IReadOnlyList<BaseImageLock> BaseImages);
