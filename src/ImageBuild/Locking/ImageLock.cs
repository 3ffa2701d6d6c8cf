using ImageBuild.Content;
using ImageBuild.Debian;
using ImageBuild.Diagnostics;

namespace ImageBuild.Locking;

/// <summary>Everything from outside that an image is made of, by hash: what imagebuild.lock.json holds.</summary>
/// <remarks>Nothing in it depends on the machine that wrote it, so it is committed and shared. Immutable.</remarks>
/// <param name="Platforms">What is pinned per platform.</param>
/// <param name="BaseImages">The base images, where bases are pulled.</param>
public sealed record ImageLock(IReadOnlyList<PlatformLock> Platforms, IReadOnlyList<BaseImageLock> BaseImages)
{
    /// <summary>The name of the file beside the project.</summary>
    public const string FileName = "imagebuild.lock.json";

    /// <summary>A lock that pins nothing yet.</summary>
    public static ImageLock Empty { get; } = new([], []);

    /// <summary>The base operating system that is pinned for a request.</summary>
    /// <exception cref="ImageBuildException"><see cref="ErrorCodes.LockStale"/>: there is none, or it was made for another request.</exception>
    public LockedBaseOs GetBaseOs(BaseOsRequest request) =>
        TryGetBaseOs(request, out var reason) ?? throw ErrorCodes.LockStale.Error($"{FileName} {reason}.");

    /// <summary>The base operating system that is pinned for a request.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="reason">Where the result is null: why, to follow the name of the file in a sentence.</param>
    /// <returns>Null where there is none, or it was made for another request.</returns>
    public LockedBaseOs? TryGetBaseOs(BaseOsRequest request, out string reason)
    {
        reason = "";
        var pinned = Find(request.Platform)?.BaseOs;
        if (pinned is null)
            reason = $"has no packages of an operating system for {request.Platform}";
        else if (request.Distribution is { } distribution && pinned.Distribution != distribution.Id)
            reason = $"is for {pinned.Distribution}, but {distribution.Id} is wanted";
        else if (Missing(request.Roots, pinned) is { Count: > 0 } missing)
            reason = $"lacks {string.Join(", ", missing)} for {request.Platform}";
        else if (pinned.Inputs != request.Inputs)
            reason = Difference(request, pinned);
        return reason.Length == 0 ? pinned : null;
    }

    /// <summary>What the lock has for a platform, whatever it was made for; null for nothing.</summary>
    public LockedBaseOs? FindBaseOs(Platform platform) => Find(platform)?.BaseOs;

    /// <summary>The runtime packs that are pinned for a platform; empty for none.</summary>
    public IReadOnlyList<RuntimePackLock> GetRuntimePacks(Platform platform) => Find(platform)?.RuntimePacks ?? [];

    /// <summary>The digest a base image's reference is pinned to; null for none.</summary>
    public Digest? GetBaseImage(string reference) => BaseImages.FirstOrDefault(image => image.Reference == reference)?.Digest;

    /// <summary>This lock with another base operating system for a platform; null removes it.</summary>
    public ImageLock WithBaseOs(Platform platform, LockedBaseOs? baseOs) => With(platform, present => present with { BaseOs = baseOs });

    /// <summary>This lock with other runtime packs for a platform.</summary>
    public ImageLock WithRuntimePacks(Platform platform, IReadOnlyList<RuntimePackLock> packs) => With(platform, present => present with { RuntimePacks = packs });

    /// <summary>This lock with a base image pinned.</summary>
    public ImageLock WithBaseImage(string reference, Digest digest) =>
        this with { BaseImages = [.. BaseImages.Where(image => image.Reference != reference), new BaseImageLock(reference, digest)] };

    /// <summary>A name may be virtual, so that it is in no list although something stands for it; the inputs decide, this only explains.</summary>
    private static string Difference(BaseOsRequest request, LockedBaseOs pinned) =>
        Missing(request.AdditionalPackages.Select(package => package.Name), pinned) is { Count: > 0 } missing
            ? $"lacks {string.Join(", ", missing)} for {request.Platform}"
            : $"was made for another set of packages for {request.Platform}";

    private static List<string> Missing(IEnumerable<string> names, LockedBaseOs pinned) =>
        [.. names.Except(pinned.Packages.Concat(pinned.Added).Select(package => package.Name), StringComparer.Ordinal)];

    private PlatformLock? Find(Platform platform) => Platforms.FirstOrDefault(candidate => candidate.Platform == platform.ToString());

    private ImageLock With(Platform platform, Func<PlatformLock, PlatformLock> change)
    {
        var present = Find(platform);
        return this with { Platforms = [.. Platforms.Where(other => other != present), change(present ?? new PlatformLock(platform.ToString(), null, []))] };
    }
}
