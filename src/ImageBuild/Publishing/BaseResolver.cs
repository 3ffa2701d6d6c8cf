using ImageBuild.Content;

namespace ImageBuild.Publishing;

/// <summary>Decides a base, of whichever kind.</summary>
internal static class BaseResolver
{
    /// <summary>By the lock where it says, else by what is newest.</summary>
    /// <exception cref="Diagnostics.ImageBuildException">The base cannot be had, or does not fit.</exception>
    public static Task<ResolvedBase> ResolveAsync(
        BaseRequest request, Platform platform, LockSession locked, BuildServices services, CancellationToken cancellationToken) => request switch
        {
            BaseRequest.Assembled assembled => AssembledBase.ResolveAsync(assembled, platform, locked, services, cancellationToken),
            BaseRequest.Pulled pulled => PulledBase.ResolveAsync(pulled, platform, locked, services, cancellationToken),
            BaseRequest.Scratch => Task.FromResult(ResolvedBase.Scratch(platform)),
            _ => throw new InvalidOperationException($"There is no base {request}."),
        };
}
