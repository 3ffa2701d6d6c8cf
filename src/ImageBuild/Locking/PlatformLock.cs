using ImageBuild.Debian;

namespace ImageBuild.Locking;

/// <summary>What is pinned for one platform.</summary>
/// <param name="Platform">"linux/amd64".</param>
/// <param name="BaseOs">The packages of the base operating system; null where the base is an image.</param>
/// <param name="RuntimePacks">The runtime packs.</param>
public sealed record PlatformLock(string Platform, LockedBaseOs? BaseOs, IReadOnlyList<RuntimePackLock> RuntimePacks);
